package io.tunebook.events;

/// The data needed to rerun a study (PB-54).
///
/// @param command the command line
/// @param version the version of the program
/// @param data the dataset's name
/// @param digest the dataset's digest, SHA-256 in hex
public record Reproduction(String command, String version, String data, String digest) {}
