package io.tunebook.events;

/// A model that a run has made.
///
/// @param model its id
/// @param step of the run at which it was made
public record ModelOutput(String model, long step) {}
