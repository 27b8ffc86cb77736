/// Journeys of the people who use Tunebook, in a real browser against a real server.
package io.tunebook.e2e;
