package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// The plot that shows a finding.
///
/// @param kind one of `axis`, `isolation`, `curves`, `budget`, `importance`
/// @param study the id of the study that it shows; null for all studies of the round
/// @param parameter the key of the hyperparameter ([Parameter#key]) of an axis or isolation plot;
///   null for every one
/// @param trial the id of the trial whose curves it shows; null for all trials
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlotReference(
        String kind, @Nullable String study, @Nullable String parameter, @Nullable String trial) {

    /// The axis plots of a study (PB-24).
    public static PlotReference axes() {
        return new PlotReference("axis", null, null, null);
    }

    /// The axis plot of a hyperparameter (PB-24).
    public static PlotReference axis(String parameter) {
        return new PlotReference("axis", null, parameter, null);
    }

    /// The isolation plot of a scientific hyperparameter (PB-36).
    public static PlotReference isolation(String parameter) {
        return new PlotReference("isolation", null, parameter, null);
    }

    /// The training curves of all trials (PB-28).
    public static PlotReference curves() {
        return new PlotReference("curves", null, null, null);
    }

    /// The training curves of one trial (PB-28).
    public static PlotReference curves(String trial) {
        return new PlotReference("curves", null, null, trial);
    }

    /// The expected best by number of trials (PB-59).
    public static PlotReference budget() {
        return new PlotReference("budget", null, null, null);
    }

    /// The importance of the hyperparameters.
    public static PlotReference importance() {
        return new PlotReference("importance", null, null, null);
    }

    /// A copy for one study; a reference that already has a study is unchanged.
    public PlotReference inStudy(String id) {
        return study == null ? new PlotReference(kind, id, parameter, trial) : this;
    }
}
