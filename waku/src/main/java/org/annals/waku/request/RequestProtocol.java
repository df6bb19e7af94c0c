package org.annals.waku.request;

import java.time.Duration;

/**
 * A protocol of one question and one answer.
 *
 * @param deadline from the opening of the stream to the whole answer, at either end
 */
public record RequestProtocol(
    String id, int maxQuestionBytes, int maxAnswerBytes, Duration deadline) {}
