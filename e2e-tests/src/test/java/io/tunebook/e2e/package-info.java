/// Tests of users' tasks in a real browser against a real server.
package io.tunebook.e2e;
