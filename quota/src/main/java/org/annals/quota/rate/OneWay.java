package org.annals.quota.rate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.annals.quota.Account;
import org.annals.quota.Flow;
import org.annals.quota.Rate;
import org.annals.quota.Ticket;
import org.jspecify.annotations.Nullable;

/**
 * All questions about one direction: who waits, whose turn it is, and which buckets must hold the
 * bytes. Thread-safe.
 *
 * <p>Lock order: {@code telling}, then {@code lock}. Callbacks run under {@code telling} alone, one
 * after the other, so that leave of a flow is told in the order asked.
 */
final class OneWay {
  private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(20);
  private static final Limited NOBODY = new Limited(false, Set.of(), false);
  private static final Limited EVERYBODY = new Limited(true, Set.of(), false);

  private final LongSupplier ticker;
  private final ScheduledExecutorService timer;
  private final Object lock = new Object();
  private final ReentrantLock telling = new ReentrantLock();
  private final Queue<Question> granted = new ConcurrentLinkedQueue<>();
  private final Ring communities = new Ring(Flow::account, flow -> new Community(flow.account()));
  private final Map<Account, Bucket> buckets = new HashMap<>();
  private @Nullable Bucket node;
  private long now;
  private long soonest;
  private @Nullable Future<?> nextLook;
  private boolean exemptLocal;
  private boolean closed;
  private volatile Limited limited = NOBODY;
  private volatile Advance advance = Advance.NONE;

  /** Who must ask; the others have leave anyway. */
  private record Limited(boolean node, Set<Account> accounts, boolean exceptLocal) {
    boolean includes(Flow flow) {
      return (node || (!accounts.isEmpty() && accounts.contains(flow.account())))
          && !(exceptLocal && flow.local());
    }
  }

  OneWay(LongSupplier ticker, ScheduledExecutorService timer) {
    this.ticker = ticker;
    this.timer = timer;
  }

  /** Whether a flow has leave without asking. */
  boolean free(Flow flow) {
    return !limited.includes(flow);
  }

  Ticket ask(Flow flow, int bytes, Runnable onGranted) {
    Question question = new Question(this, flow, bytes, onGranted);
    if (advance.pays(question)) {
      question.state(Question.State.TOLD);
      onGranted.run();
    } else if (!grantAtOnce(question)) {
      await(question);
    }
    return question;
  }

  /** Grants and tells a question that need not wait its turn, for nobody else waits. */
  private boolean grantAtOnce(Question question) {
    if (telling.isHeldByCurrentThread() || !telling.tryLock()) {
      return false;
    }
    try {
      synchronized (lock) {
        if (closed || !granted.isEmpty() || !communities.isEmpty() || !chargeAlone(question)) {
          return false;
        }
        question.state(Question.State.TOLD);
      }
      question.onGranted().run();
    } finally {
      telling.unlock();
    }
    tell();
    return true;
  }

  private void await(Question question) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      endAdvance();
      if (isExempt(question)) {
        // Asked while those that have waited are told; nothing would look at it again.
        freed(question);
      } else {
        // When others of its community wait already, nothing has changed for any of them.
        boolean joins = communities.has(question.flow());
        communities.add(question);
        if (!joins) {
          grant();
        }
      }
    }
    tell();
  }

  void cancel(Question question) {
    synchronized (lock) {
      switch (question.state()) {
        case WAITING -> communities.remove(question);
        case GRANTED, TOLD -> {
          endAdvance();
          question.giveBack();
        }
        case CANCELLED -> {
          return;
        }
      }
      question.state(Question.State.CANCELLED);
      grant();
    }
    tell();
  }

  /** Replaces all limits. */
  void limits(Rate ofNode, Map<Account, Rate> ofCommunities) {
    change(() -> change(ofNode, ofCommunities));
  }

  /** Says whether peers in the local network have leave without asking. */
  void exemptLocal(boolean exempt) {
    change(() -> change(exempt));
  }

  private void change(Supplier<Limited> change) {
    telling.lock();
    try {
      Limited next;
      synchronized (lock) {
        // Nobody passes by those who waited before and are told in a moment.
        limited = EVERYBODY;
        endAdvance();
        next = change.get();
        grant();
      }
      while (true) {
        tellAll();
        synchronized (lock) {
          if (granted.isEmpty()) {
            limited = next;
            break;
          }
        }
      }
    } finally {
      telling.unlock();
    }
    tell();
  }

  private Limited change(Rate ofNode, Map<Account, Rate> ofCommunities) {
    now = ticker.getAsLong();
    node = bucket(node, ofNode);
    Map<Account, Bucket> changed = new HashMap<>();
    ofCommunities.forEach(
        (account, rate) -> {
          Bucket bucket = bucket(buckets.get(account), rate);
          if (bucket != null) {
            changed.put(account, bucket);
          }
        });
    buckets.clear();
    buckets.putAll(changed);
    return limited();
  }

  private Limited change(boolean exempt) {
    exemptLocal = exempt;
    List<Question> waited = new ArrayList<>();
    communities.each(
        question -> {
          if (isExempt(question)) {
            waited.add(question);
          }
        });
    for (Question question : waited) {
      communities.remove(question);
      freed(question);
    }
    return limited();
  }

  private boolean isExempt(Question question) {
    return exemptLocal && question.flow().local();
  }

  /** Has leave without a charge. */
  private void freed(Question question) {
    question.state(Question.State.GRANTED);
    granted.add(question);
  }

  private Limited limited() {
    return new Limited(node != null, Set.copyOf(buckets.keySet()), exemptLocal);
  }

  private @Nullable Bucket bucket(@Nullable Bucket known, Rate rate) {
    if (!(rate instanceof Rate.Limited limit)) {
      return null;
    }
    if (known == null) {
      return new Bucket(limit.bytesPerSecond(), now);
    }
    known.change(limit.bytesPerSecond(), now);
    return known;
  }

  /** Whoever waits gets no leave any more. */
  void close() {
    synchronized (lock) {
      closed = true;
      endAdvance();
      if (nextLook != null) {
        nextLook.cancel(false);
      }
    }
  }

  // ---- under the lock

  /** Charges a question when its buckets hold it, and lends its community more if they do. */
  private boolean chargeAlone(Question question) {
    endAdvance();
    now = ticker.getAsLong();
    Account account = question.flow().account();
    Bucket community = buckets.get(account);
    if (!mayPass(node, question) || !mayPass(community, question)) {
      return false;
    }
    question.charge(node, community);
    advance = Advance.of(account, node, community);
    return true;
  }

  /** Buckets are only looked at when nothing of them is lent. */
  private void endAdvance() {
    if (advance != Advance.NONE) {
      advance.end(ticker.getAsLong());
      advance = Advance.NONE;
    }
  }

  private void granted(Question question, @Nullable Bucket community) {
    question.charge(node, community);
    question.state(Question.State.GRANTED);
    granted.add(question);
  }

  /** Grants what may be granted now; has the timer look again when somebody still waits. */
  private void grant() {
    if (closed || communities.isEmpty()) {
      return;
    }
    now = ticker.getAsLong();
    soonest = Long.MAX_VALUE;
    Question question = communities.first();
    while (question != null && mayPass(node, question)) {
      communities.take(question);
      granted(question, buckets.get(question.flow().account()));
      question = communities.first();
    }
    if (!communities.isEmpty() && soonest < Long.MAX_VALUE && nextLook == null) {
      long wait = Math.max(SHORTEST_WAIT, Math.min(LONGEST_WAIT, soonest));
      nextLook = timer.schedule(this::again, wait, TimeUnit.NANOSECONDS);
    }
  }

  private boolean mayPass(@Nullable Bucket bucket, Question question) {
    if (bucket == null) {
      return true;
    }
    bucket.refill(now);
    if (bucket.holds(question.bytes())) {
      return true;
    }
    soonest = Math.min(soonest, bucket.nanosUntil(question.bytes()));
    return false;
  }

  /** The chunks of one community, below its limit. */
  private final class Community implements Turn {
    private final Account account;
    private final Ring chunks =
        new Ring(Flow::chunk, flow -> new Ring(Flow::peer, one -> new Peer()));

    Community(Account account) {
      this.account = account;
    }

    @Override
    public @Nullable Question first() {
      Question question = chunks.first();
      return question != null && mayPass(buckets.get(account), question) ? question : null;
    }

    @Override
    public void add(Question question) {
      chunks.add(question);
    }

    @Override
    public void take(Question first) {
      chunks.take(first);
    }

    @Override
    public void remove(Question question) {
      chunks.remove(question);
    }

    @Override
    public void each(Consumer<Question> waiting) {
      chunks.each(waiting);
    }

    @Override
    public boolean isEmpty() {
      return chunks.isEmpty();
    }
  }

  // ---- outside the lock

  private void again() {
    synchronized (lock) {
      nextLook = null;
      grant();
    }
    tell();
  }

  /** Tells what was granted, unless another thread is at it. */
  private void tell() {
    while (!granted.isEmpty() && !telling.isHeldByCurrentThread() && telling.tryLock()) {
      try {
        tellAll();
      } finally {
        telling.unlock();
      }
    }
  }

  private void tellAll() {
    Question question = granted.poll();
    while (question != null) {
      if (told(question)) {
        question.onGranted().run();
      }
      question = granted.poll();
    }
  }

  private boolean told(Question question) {
    synchronized (lock) {
      if (question.state() != Question.State.GRANTED) {
        return false;
      }
      question.state(Question.State.TOLD);
      return true;
    }
  }
}
