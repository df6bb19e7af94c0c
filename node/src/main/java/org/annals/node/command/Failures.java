package org.annals.node.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.annals.importer.disk.StorageRefusedException;
import org.annals.keys.KeyStoreException;
import org.annals.node.request.Cause;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.annals.node.request.Reply;

/** Turns what the lower modules throw into what people can act on. */
final class Failures {
  private Failures() {}

  /** A command that may meet a failing disk or key store. */
  @FunctionalInterface
  interface Work {
    Reply run(Arguments arguments, Progress progress)
        throws CommandFailure, IOException, KeyStoreException, InterruptedException;
  }

  static Command translating(Work work) {
    return (json, progress) -> {
      try {
        return work.run(new Arguments(json), progress);
      } catch (KeyStoreException e) {
        throw new CommandFailure(
            ErrorCode.PERMISSION,
            "A key could not be read or written.",
            e.getMessage() + " (" + e.code() + ").",
            e.remedy(),
            e);
      } catch (NoSuchFileException e) {
        throw new CommandFailure(
            ErrorCode.NOT_FOUND,
            "There is no file " + e.getFile() + ".",
            "It was never there, or it was moved.",
            "Check the path.",
            e);
      } catch (StorageRefusedException e) {
        throw new CommandFailure(
            ErrorCode.NO_ROOM,
            "There is no room to write that down.",
            String.valueOf(e.getMessage()),
            "Raise the cap ('annals quota set --disk'), or wait until history was evicted.",
            e);
      } catch (UncheckedIOException e) {
        throw failed(Objects.requireNonNull(e.getCause()));
      } catch (IOException e) {
        throw failed(e);
      }
    };
  }

  private static CommandFailure failed(IOException e) {
    return new CommandFailure(
        ErrorCode.UNEXPECTED,
        "Reading or writing failed; nothing was lost.",
        Cause.of(e),
        "Check disk space and permissions; 'annals check' proves what is on disk.",
        e);
  }

  static CommandFailure notOwner(String name) {
    return new CommandFailure(
        ErrorCode.REFUSED,
        "Only the owner of '" + name + "' can do that.",
        "This home does not have the community's key.",
        "Do it on the owner's home, or bring the key here: 'annals community restore KEYFILE'.");
  }

  static CommandFailure notRunning(String what) {
    return new CommandFailure(
        ErrorCode.UNREACHABLE,
        what + " needs the node, which is stopped.",
        "No node runs on this home.",
        "Start it with 'annals node', then try again.");
  }
}
