package org.annals.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.annals.testkit.fault.FaultFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyStoreTest {
  @TempDir Path home;
  private KeyStore store;
  private Path directory;

  @BeforeEach
  void open() {
    directory = home.resolve("keys");
    store = new KeyStore(directory, Secp256k1.fastest(), new SecureRandom());
  }

  @Test
  void store_thenFind_sameKeyWithPrivateFiles() throws Exception {
    PrivateKey key = store.generate();
    store.store("identity", key);
    assertThat(store.find("identity").orElseThrow().toBytes()).isEqualTo(key.toBytes());
    assertThat(store.names()).containsExactly("identity");
    Path file = directory.resolve("identity.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
  }

  @Test
  void find_nothingStored_empty() throws Exception {
    assertThat(store.find("identity")).isEmpty();
    assertThat(store.names()).isEmpty();
  }

  @Test
  void find_readableByOthers_refusedWithRemedy() throws Exception {
    store.store("identity", store.generate());
    Path file = directory.resolve("identity.key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> store.find("identity"))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("may be read by others")
        .asInstanceOf(type(KeyStoreException.class))
        .extracting(KeyStoreException::remedy)
        .asString()
        .contains("chmod 600");
  }

  @Test
  void store_otherKeySameName_refusedAndKept() throws Exception {
    PrivateKey first = store.generate();
    store.store("identity", first);
    store.store("identity", first);
    assertThatThrownBy(() -> store.store("identity", store.generate()))
        .isInstanceOf(KeyStoreException.class);
    assertThat(store.find("identity").orElseThrow().toBytes()).isEqualTo(first.toBytes());
  }

  @Test
  void find_anyChangedByte_damaged() throws Exception {
    store.store("identity", store.generate());
    Path file = directory.resolve("identity.key");
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length - 1; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(file, bad);
      assertThatThrownBy(() -> store.find("identity"))
          .as("byte " + i)
          .isInstanceOf(KeyStoreException.class);
    }
  }

  /** What cannot be looked at may be there: another key must not take its place. */
  @Test
  void store_diskFailsAtAnyLookOrRead_keyStays() throws Exception {
    FaultFileSystem disk = new FaultFileSystem(home);
    KeyStore failing =
        new KeyStore(disk.root().resolve("keys"), Secp256k1.fastest(), new SecureRandom());
    PrivateKey key = store.generate();
    store.store("identity", key);
    disk.faults().clear();
    assertThat(failing.find("identity")).isPresent();
    long looks = disk.faults().looks();
    long calls = disk.faults().calls();
    assertThat(looks).isPositive();
    assertThat(calls).isPositive();
    for (long k = 1; k <= looks; k++) {
      disk.faults().failLook(k);
      refusesAnother(failing, key);
    }
    for (long k = 1; k <= calls; k++) {
      disk.faults().failCall(k);
      refusesAnother(failing, key);
    }
  }

  private void refusesAnother(KeyStore failing, PrivateKey key) throws KeyStoreException {
    assertThatThrownBy(() -> failing.store("identity", store.generate()))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("cannot be read");
    assertThat(store.find("identity").orElseThrow().toBytes()).isEqualTo(key.toBytes());
  }

  @Test
  void backup_diskFailsAtTheLook_whatIsThereStays() throws Exception {
    FaultFileSystem disk = new FaultFileSystem(home);
    Path target = Files.writeString(disk.root().resolve("other.key"), "somebody's");
    disk.faults().failLook(1);
    assertThatThrownBy(() -> store.writeBackup("identity", store.generate(), target))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("cannot be read");
    assertThat(target).hasContent("somebody's");
  }

  @Test
  void store_unfinishedWriteInTheWay_replaced() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("identity.key.tmp"), "half");
    store.store("identity", store.generate());
    assertThat(store.find("identity")).isPresent();
    assertThat(directory.resolve("identity.key.tmp")).doesNotExist();
  }

  @Test
  void backup_thenReadBackup_sameKey() throws Exception {
    PrivateKey key = store.generate();
    store.store("community-0x02", key);
    Path backup = home.resolve("backup.key");
    store.backup("community-0x02", backup);
    KeyStore.NamedKey read = store.readBackup(backup);
    assertThat(read.name()).isEqualTo("community-0x02");
    assertThat(read.key().toBytes()).isEqualTo(key.toBytes());
    assertThatThrownBy(() -> store.backup("community-0x02", backup))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("exists already");
  }

  @Test
  void readBackup_noKeyFile_refused() throws IOException {
    Path file = Files.writeString(home.resolve("note.txt"), "buy milk");
    assertThatThrownBy(() -> store.readBackup(file))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> store.readBackup(home.resolve("nowhere")))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void store_nameWithPath_refused() {
    assertThatThrownBy(() -> store.find("../identity"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
