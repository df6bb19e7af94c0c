package org.annals.magnetindex.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.head.CatalogueStore.Evidence;
import org.annals.magnetindex.head.CatalogueStore.Saved;
import org.annals.magnetindex.head.CatalogueStore.Saving;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link CatalogueStore} does. */
public abstract class CatalogueStoreContract {
  private static final CommunityId COMMUNITY =
      community("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
  private static final CommunityId OTHER =
      community("02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5");
  private static final Digest LOW = Digest.ofHex("00".repeat(32));
  private static final Digest HIGH = Digest.ofHex("ff".repeat(32));

  private CatalogueStore store;

  /** A fresh, empty store. */
  protected abstract CatalogueStore create() throws Exception;

  /** The same store as after a restart of the process; the old object is not used any more. */
  protected abstract CatalogueStore reopen(CatalogueStore before) throws Exception;

  @BeforeEach
  void createStore() throws Exception {
    store = create();
  }

  private static CommunityId community(String hex) {
    return new CommunityId(PublicKey.of(HexFormat.of().parseHex(hex)));
  }

  private static CataloguePosition at(long epoch, long sequence, Digest digest) {
    return new CataloguePosition(epoch, sequence, digest);
  }

  private static Saving saving(CataloguePosition position, int mark) {
    return new Saving(position, new byte[] {(byte) mark}, Optional.empty());
  }

  private Saved saved() throws IOException {
    return store.load(COMMUNITY).orElseThrow();
  }

  @Test
  void load_nothingSaved_isEmpty() throws Exception {
    assertThat(store.load(COMMUNITY)).isEmpty();
    assertThat(store.catalogue(COMMUNITY, LOW)).isEmpty();
    assertThat(store.evidence(COMMUNITY)).isEmpty();
  }

  @Test
  void save_reopened_givesTheSame() throws Exception {
    byte[] contents = new byte[100_000];
    contents[99_999] = 7;
    store.save(COMMUNITY, new Saving(at(1, 2, HIGH), new byte[] {1, 2, 3}, Optional.of(contents)));

    store = reopen(store);

    assertThat(saved().accepted()).isEqualTo(at(1, 2, HIGH));
    assertThat(saved().mark()).containsExactly(1, 2, 3);
    assertThat(saved().contents()).hasValueSatisfying(c -> assertThat(c).isEqualTo(contents));
    assertThat(store.load(OTHER)).isEmpty();
  }

  @Test
  void save_withoutContents_keepsThoseBefore() throws Exception {
    store.save(COMMUNITY, new Saving(at(1, 2, HIGH), new byte[] {1}, Optional.of(new byte[] {9})));
    store.save(COMMUNITY, saving(at(1, 3, HIGH), 2));

    store = reopen(store);

    assertThat(saved().mark()).containsExactly(2);
    assertThat(saved().contents()).hasValueSatisfying(c -> assertThat(c).containsExactly(9));
  }

  @Test
  void save_neverHadContents_hasNone() throws Exception {
    store.save(COMMUNITY, saving(at(0, 0, HIGH), 1));

    assertThat(saved().contents()).isEmpty();
  }

  @Test
  void save_lowerPosition_refusedAndUnchanged() throws Exception {
    store.save(COMMUNITY, saving(at(5, 50, LOW), 1));

    assertRefused(at(5, 50, HIGH));
    assertRefused(at(5, 49, LOW));
    assertRefused(at(4, Long.MAX_VALUE, LOW));
    store = reopen(store);
    assertRefused(at(4, 60, LOW));
    assertThat(saved().accepted()).isEqualTo(at(5, 50, LOW));
    assertThat(saved().mark()).containsExactly(1);
  }

  private void assertRefused(CataloguePosition lower) {
    assertThatThrownBy(() -> store.save(COMMUNITY, saving(lower, 9)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void save_sameOrHigherPosition_accepted() throws Exception {
    store.save(COMMUNITY, saving(at(5, 50, HIGH), 1));
    store.save(COMMUNITY, saving(at(5, 50, HIGH), 2));
    store.save(COMMUNITY, saving(at(5, 50, LOW), 3));
    store.save(COMMUNITY, saving(at(5, 51, HIGH), 4));
    store.save(COMMUNITY, saving(at(6, 0, HIGH), 5));
    store.save(COMMUNITY, saving(at(Long.MAX_VALUE, Long.MAX_VALUE, HIGH), 6));

    assertThat(saved().mark()).containsExactly(6);
  }

  @Test
  void save_twoCommunities_areIndependent() throws Exception {
    store.save(COMMUNITY, saving(at(5, 50, HIGH), 1));
    store.save(OTHER, saving(at(1, 1, HIGH), 2));

    assertThat(saved().mark()).containsExactly(1);
    assertThat(store.load(OTHER).orElseThrow().mark()).containsExactly(2);
  }

  @Test
  void keepCatalogue_reopened_givesTheSame() throws Exception {
    byte[] file = new byte[300_000];
    file[7] = 7;
    store.keepCatalogue(COMMUNITY, LOW, file);
    store.keepCatalogue(COMMUNITY, LOW, file);

    store = reopen(store);

    assertThat(store.catalogue(COMMUNITY, LOW))
        .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(file));
    assertThat(store.catalogue(COMMUNITY, HIGH)).isEmpty();
    assertThat(store.catalogue(OTHER, LOW)).isEmpty();
  }

  @Test
  void keepEvidence_severalAndRepeated_keptOnceByPosition() throws Exception {
    Evidence high = new Evidence(at(1, 7, HIGH), Optional.of(new byte[] {1, 1}));
    Evidence low = new Evidence(at(1, 7, LOW), Optional.empty());
    store.keepEvidence(COMMUNITY, low);
    store.keepEvidence(COMMUNITY, high);
    store.keepEvidence(COMMUNITY, new Evidence(at(1, 7, HIGH), Optional.of(new byte[] {2})));

    store = reopen(store);

    assertThat(store.evidence(COMMUNITY))
        .extracting(Evidence::position)
        .containsExactly(at(1, 7, HIGH), at(1, 7, LOW));
    assertThat(store.evidence(COMMUNITY).get(0).announcement())
        .hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(1, 1));
    assertThat(store.evidence(COMMUNITY).get(1).announcement()).isEmpty();
    assertThat(store.evidence(OTHER)).isEmpty();
  }
}
