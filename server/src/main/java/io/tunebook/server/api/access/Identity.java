package io.tunebook.server.api.access;

/// An authenticated caller.
///
/// @param name of the token, and the actor of the caller's events
public record Identity(String name, AccessRole role) {}
