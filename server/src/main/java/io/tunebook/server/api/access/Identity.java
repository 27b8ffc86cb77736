package io.tunebook.server.api.access;

/// Somebody who has proved who they are.
///
/// @param name of their token, and the actor of the events that they write
public record Identity(String name, AccessRole role) {}
