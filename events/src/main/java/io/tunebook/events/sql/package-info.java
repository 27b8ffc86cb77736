/// What a log in a relational database needs, whichever database it is: the queue of appends, the
/// writer's thread, the queries, the subscriptions and the verification. The packages beside it
/// have what differs: connections, the transaction of a commit, failures and files.
@NullMarked
package io.tunebook.events.sql;

import org.jspecify.annotations.NullMarked;
