package org.annals.node.request;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why reading or writing failed, in words: many exceptions of the file system name a path only. */
public final class Cause {
  private Cause() {}

  /** One line: what was it about, and what was wrong with it. */
  public static String of(IOException failure) {
    if (!(failure instanceof FileSystemException file) || file.getReason() != null) {
      return String.valueOf(failure.getMessage());
    }
    return file.getFile() + ": " + what(file);
  }

  private static String what(FileSystemException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission was denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "there is a file of that name already";
    }
    if (failure instanceof NotDirectoryException) {
      return "that is no directory";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "the directory is not empty";
    }
    return failure.getClass().getSimpleName();
  }
}
