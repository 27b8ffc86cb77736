package io.tunebook.server.ledger.snapshot;

/// The kind of the next value in a snapshot.
final class Tag {
    static final int NULL = 0;
    static final int STRING = 1;

    /// A repeated string, by its number.
    static final int AGAIN = 2;

    static final int LONG = 3;
    static final int INT = 4;
    static final int DOUBLE = 5;
    static final int TRUE = 6;
    static final int FALSE = 7;
    static final int INSTANT = 8;
    static final int ENUM = 9;
    static final int RECORD = 10;
    static final int LIST = 11;
    static final int MAP = 12;
    static final int HASH_MAP = 13;
    static final int TREE_MAP = 14;
    static final int VECTOR = 15;
    static final int SET = 16;

    private Tag() {}
}
