package org.annals.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.annals.node.home.Home;
import org.slf4j.LoggerFactory;

/** The node's log file: {@code node.log}, at most 1 MiB, and one older one. */
final class LogFile {
  private static final long LONGEST_LINE = 64 << 10;

  private LogFile() {}

  static void open(Path directory) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level [%thread] %logger: %msg%n");
    encoder.start();
    RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
    file.setContext(context);
    file.setFile(directory.resolve("node.log").toString());
    file.setEncoder(encoder);
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(file);
    rolling.setFileNamePattern(directory.resolve("node.%i.log").toString());
    rolling.setMinIndex(1);
    rolling.setMaxIndex(1);
    rolling.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(Home.NODE_LOG_BYTES / 2 - LONGEST_LINE));
    size.setCheckIncrement(Duration.buildByMilliseconds(0));
    size.start();
    file.setRollingPolicy(rolling);
    file.setTriggeringPolicy(size);
    file.start();
    Logger root = (Logger) LoggerFactory.getLogger("ROOT");
    Level console = root.getLevel();
    ThresholdFilter threshold = new ThresholdFilter();
    threshold.setLevel(console.toString());
    threshold.start();
    // The console stays as quiet as it was asked to be; the file always has INFO.
    root.getAppender("stderr").addFilter(threshold);
    if (console.isGreaterOrEqual(Level.INFO)) {
      root.setLevel(Level.INFO);
    }
    root.addAppender(file);
  }
}
