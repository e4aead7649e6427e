import java.net.URI;
import java.util.Collections;

/**
 * Salesforce sessions from login to login, step by step, without what a stack has to do with them: a Salesforce calls the
 * operations as users of its stack do.
 *
 * Each step prints what it saw; a surprise ends it all.
 */
abstract class SalesforceLife {
    /** What the answer to login has. */
    static final class LoggedIn {
        final String sessionId;
        final String serverUrl;
        final boolean passwordExpired;
        final boolean sandbox;
        final String userId;
        final User user;

        LoggedIn(String sessionId, String serverUrl, boolean passwordExpired, boolean sandbox, String userId, User user) {
            this.sessionId = sessionId;
            this.serverUrl = serverUrl;
            this.passwordExpired = passwordExpired;
            this.sandbox = sandbox;
            this.userId = userId;
            this.user = user;
        }
    }

    /** Of what getUserInfo tells, and login as well. */
    static final class User {
        final String id;
        final String roleId;
        final String name;
        final String organization;

        User(String id, String roleId, String name, String organization) {
            this.id = id;
            this.roleId = roleId;
            this.name = name;
            this.organization = organization;
        }
    }

    /** One user's connection, which goes on where the login says. */
    abstract static class Connection {
        final String user;
        LoggedIn result;
        private String id;

        Connection(String user) {
            this.user = user;
        }

        /** Calls login, without a session. */
        abstract LoggedIn login(String password) throws Exception;

        /** Makes all other calls go to an address, in a session. */
        abstract void goOn(String address, String session) throws Exception;

        abstract User info() throws Exception;

        abstract String timestamp() throws Exception;

        abstract void logout() throws Exception;

        /** What became of each of some sessions: true, or false and the status code. */
        abstract String invalidate(String... ids) throws Exception;

        abstract void setPassword(String userId, String password) throws Exception;

        /** What a call that must fail failed with: the type of the detail, its code and its text. */
        abstract String fault(Step.Call call) throws Exception;

        Connection login() throws Exception {
            result = login("soapstone");
            goOnIn(result.sessionId);
            return this;
        }

        void goOnIn(String session) throws Exception {
            id = session;
            goOn(result.serverUrl, session);
        }

        String id() {
            return id;
        }

        String userName() throws Exception {
            return info().name;
        }
    }

    /** A user's connection, before the login. */
    abstract Connection connect(String user) throws Exception;

    void live() throws Exception {
        Step.operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z");
        Connection alice = connect("alice@example.com");
        Step.say("login, wrong password", alice.fault(() -> alice.login("wrong")));
        LoggedIn result = alice.login().result;
        Step.must(!result.passwordExpired && !result.sandbox, "expired, or a sandbox");
        Step.must(result.userId.equals(result.user.id), result.userId);
        String first = alice.id();
        String path = URI.create(result.serverUrl).getPath();
        Step.say("login", first.length() + " characters of " + first.split("!")[0] + ", " + path);
        Step.say("login again", alice.login().id().equals(first) ? "the same session" : alice.id());
        User info = alice.info();
        Step.must(info.id.equals(result.userId) && info.roleId == null, info.id);
        Step.say("user", info.name + " of " + info.organization);
        Step.say("server timestamp", alice.timestamp());
        anotherAndItsOwn(alice, first);
        logout(alice);
        idle(alice.login());
        expired();
    }

    private void anotherAndItsOwn(Connection alice, String first) throws Exception {
        Connection bob = connect("bob@example.com").login();
        Step.must(!bob.id().equals(first), bob.id());
        Step.say("invalidate another and an unknown one", alice.invalidate(bob.id(), "abc"));
        Step.say("the other", bob.fault(bob::userName));
        Step.say("the other invalidates", bob.fault(() -> bob.invalidate(first)));
        Step.say("the other logs in", bob.login().userName());
        Step.say("invalidate another and its own", alice.invalidate(bob.id(), first));
        Step.say("its own", alice.fault(alice::userName));
        Step.say("its own again", alice.fault(() -> alice.invalidate(first)));
        Step.must(!alice.login().id().equals(first), first);
        Step.say("login after it", alice.userName());
        String[] ids = Collections.nCopies(201, alice.id()).toArray(new String[0]);
        Step.say("201 ids", alice.fault(() -> alice.invalidate(ids)));
    }

    private void logout(Connection alice) throws Exception {
        Step.Call logout = () -> {
            alice.logout();
            return "done";
        };
        Step.say("logout", logout.run());
        Step.say("logout again", alice.fault(logout));
        Step.say("call after it", alice.fault(alice::userName));
        alice.goOnIn("abc");
        Step.say("no session id at all", alice.fault(alice::userName));
    }

    private void idle(Connection alice) throws Exception {
        Step.operator("POST", "/clock/advance?by=7199s");
        Step.say("idle for 7199 s of 7200", alice.userName());
        Step.operator("POST", "/clock/advance?by=7200s");
        Step.say("idle for 7200 s", alice.fault(alice::userName));
        Step.say("login after it", alice.login().userName());
    }

    private void expired() throws Exception {
        Connection expired = connect("expired@example.com").login();
        Step.say("login, password expired", expired.result.passwordExpired);
        Step.say("before a new one", expired.fault(expired::userName));
        expired.setPassword(expired.result.userId, "soapstone2");
        Step.say("with a new one", expired.userName());
        Step.say("login with the old one", expired.fault(expired::login));
    }
}
