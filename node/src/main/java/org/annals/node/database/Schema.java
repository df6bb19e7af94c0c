package org.annals.node.database;

import java.util.List;

/** The tables of the node's database. */
final class Schema {
  /** Statements that make the tables that are not there yet. */
  static final List<String> TABLES =
      List.of(
          """
    CREATE TABLE IF NOT EXISTS setting (
      name VARCHAR(100) PRIMARY KEY,
      content VARCHAR NOT NULL)""",
          """
    CREATE TABLE IF NOT EXISTS community (
      id VARCHAR(68) PRIMARY KEY,
      name VARCHAR NOT NULL,
      owned BOOLEAN NOT NULL,
      enabled BOOLEAN NOT NULL,
      created_here BOOLEAN NOT NULL,
      no_history_found BOOLEAN NOT NULL,
      recovery_key_hash VARBINARY(32),
      instance_id VARBINARY(16) NOT NULL,
      bootstrap VARCHAR NOT NULL)""",
          """
    CREATE TABLE IF NOT EXISTS traffic (
      account VARCHAR(68) PRIMARY KEY,
      up_payload BIGINT NOT NULL,
      up_wire BIGINT NOT NULL,
      down_payload BIGINT NOT NULL,
      down_wire BIGINT NOT NULL)""",
          """
    CREATE TABLE IF NOT EXISTS traffic_day (
      account VARCHAR(68) NOT NULL,
      local_day DATE NOT NULL,
      up_payload BIGINT NOT NULL,
      up_wire BIGINT NOT NULL,
      down_payload BIGINT NOT NULL,
      down_wire BIGINT NOT NULL,
      PRIMARY KEY (account, local_day))""",
          """
    CREATE TABLE IF NOT EXISTS account_limit (
      account VARCHAR(68) PRIMARY KEY,
      up BIGINT,
      down BIGINT,
      disk BIGINT,
      monthly BIGINT,
      slow BOOLEAN NOT NULL,
      slow_up BIGINT,
      slow_down BIGINT,
      paused_until VARCHAR(40))""",
          """
    CREATE TABLE IF NOT EXISTS schedule_window (
      account VARCHAR(68) NOT NULL,
      part VARCHAR(60) NOT NULL,
      sets_up BOOLEAN NOT NULL,
      up BIGINT,
      sets_down BOOLEAN NOT NULL,
      down BIGINT,
      PRIMARY KEY (account, part))""",
          """
    CREATE TABLE IF NOT EXISTS chunk (
      community VARCHAR(68) NOT NULL,
      chunk VARBINARY(32) NOT NULL,
      window_index BIGINT NOT NULL,
      group_id VARBINARY(16) NOT NULL,
      part INT NOT NULL,
      revision INT NOT NULL,
      info_hash VARBINARY(20) NOT NULL,
      size BIGINT NOT NULL,
      messages BIGINT NOT NULL,
      images BIGINT NOT NULL,
      state VARCHAR(20) NOT NULL,
      sections INT NOT NULL,
      imported BOOLEAN NOT NULL,
      mark_size BIGINT,
      mark_modified BIGINT,
      mark_inode BIGINT,
      note VARCHAR NOT NULL,
      changed VARCHAR(40) NOT NULL,
      PRIMARY KEY (community, chunk))""",
          """
    CREATE TABLE IF NOT EXISTS channel (
      community VARCHAR(68) NOT NULL,
      channel VARBINARY(16) NOT NULL,
      name VARCHAR NOT NULL,
      description VARCHAR NOT NULL,
      category VARCHAR NOT NULL,
      position INT NOT NULL,
      PRIMARY KEY (community, channel))""",
          """
    CREATE TABLE IF NOT EXISTS removed_message (
      community VARCHAR(68) NOT NULL,
      message VARBINARY(32) NOT NULL,
      channel VARBINARY(16) NOT NULL,
      author VARBINARY(33) NOT NULL,
      clock BIGINT NOT NULL,
      imported BOOLEAN NOT NULL,
      reason INT NOT NULL,
      PRIMARY KEY (community, message))""",
          """
    CREATE TABLE IF NOT EXISTS torrent (
      info_hash VARBINARY(20) PRIMARY KEY,
      dictionary BLOB NOT NULL)""",
          """
    CREATE TABLE IF NOT EXISTS head (
      community VARCHAR(68) PRIMARY KEY,
      epoch BIGINT NOT NULL,
      sequence BIGINT NOT NULL,
      digest VARBINARY(32) NOT NULL,
      mark BLOB NOT NULL,
      contents BLOB)""",
          """
    CREATE TABLE IF NOT EXISTS evidence (
      community VARCHAR(68) NOT NULL,
      epoch BIGINT NOT NULL,
      sequence BIGINT NOT NULL,
      digest VARBINARY(32) NOT NULL,
      announcement BLOB,
      PRIMARY KEY (community, epoch, sequence, digest))""");

  private Schema() {}
}
