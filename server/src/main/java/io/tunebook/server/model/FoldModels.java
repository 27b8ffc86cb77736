package io.tunebook.server.model;

import io.tunebook.events.Event;

/// Folds one event of a logged model into a book.
record FoldModels(Book before, Event event, Stamp stamp) {

    Book model(Event.OfModel any) {
        return switch (any) {
            case Event.ModelCreated e -> created(e);
            case Event.OfExistingModel e -> {
                Book book = with(existing(e));
                yield e instanceof Event.ModelFileStored f
                        ? book.withTracked(book.tracked().withStored(f.digest()))
                        : book;
            }
        };
    }

    private Book created(Event.ModelCreated e) {
        if (before.tracked().models().get(e.model()) != null) {
            throw corrupt("there is a model '%s' already".formatted(e.model()));
        }
        if (before.tracked().experiment(e.experiment()) == null) {
            throw corrupt("there is no experiment '%s'".formatted(e.experiment()));
        }
        return with(LoggedModel.of(e));
    }

    private LoggedModel existing(Event.OfExistingModel any) {
        LoggedModel model = before.tracked().models().get(any.model());
        if (model == null) {
            throw corrupt("there is no model '%s'".formatted(any.model()));
        }
        return switch (any) {
            case Event.ModelLogged e -> model.plus(e);
            case Event.ModelChanged e -> model.changed(e, stamp.recordedAt().toEpochMilli());
            case Event.ModelMeasured e -> model.plus(e);
            case Event.ModelFileStored e -> model.with(model.files().plus(e.path(), e));
            case Event.ModelFileRemoved e -> model.with(model.files().minus(e.path()));
        };
    }

    private Book with(LoggedModel model) {
        Experiments tracked = before.tracked();
        return before.withTracked(tracked.withModels(tracked.models().with(model)));
    }

    private CorruptStream corrupt(String why) {
        return new CorruptStream(stamp.position(), event, why);
    }
}
