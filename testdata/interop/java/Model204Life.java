/**
 * Sessions of Model 204 from login to logoff, step by step, without what a stack has to do with them: a Model204 calls the
 * functions as users of its stack do.
 *
 * Each step prints what it saw; a surprise ends it all.
 */
abstract class Model204Life {
    /** Calls in a thread, or without one, with credentials or without; arguments that are null are not sent. */
    abstract static class Front {
        abstract int create(String sesid, String owner, Integer timeout, String opts) throws Exception;

        abstract int open(String sesid, String owner, Integer timeout) throws Exception;

        abstract int close(String sesid, String owner, Integer timeout) throws Exception;

        abstract int delete(String sesid, String owner) throws Exception;

        abstract int logoff() throws Exception;

        /** What the functions without arguments say. */
        abstract String state() throws Exception;

        /** How many sessions there are, and the columns of each. */
        abstract String list(String owner) throws Exception;

        abstract String get(String name) throws Exception;

        abstract String set(String name, String value) throws Exception;

        abstract String discard(String name) throws Exception;

        /** What a call that must fail failed with: the code and the text, and what is in the detail. */
        abstract String fault(Step.Call call) throws Exception;

        /** The HTTP status with which a call is refused that has a wrong password. */
        abstract String unauthorized() throws Exception;

        int create(String sesid) throws Exception {
            return create(sesid, null, null, null);
        }

        int open(String sesid, String owner) throws Exception {
            return open(sesid, owner, null);
        }

        int open(String sesid) throws Exception {
            return open(sesid, null, null);
        }

        int close(String sesid, String owner) throws Exception {
            return close(sesid, owner, null);
        }

        int close() throws Exception {
            return close(null, null, null);
        }

        int delete(String sesid) throws Exception {
            return delete(sesid, null);
        }

        static String or(String text) {
            Step.must(text != null, "null");
            return text.isEmpty() ? "-" : text;
        }
    }

    /** What the answer to Login has. */
    static final class LoggedIn {
        final String thread;
        final int userNumber;
        final boolean privileged;

        LoggedIn(String thread, int userNumber, boolean privileged) {
            this.thread = thread;
            this.userNumber = userNumber;
            this.privileged = privileged;
        }
    }

    /** Calls in a thread unless that is null, with credentials unless the user is null. */
    abstract Front front(String thread, String user, String password) throws Exception;

    abstract LoggedIn login(Front front, String user, String password) throws Exception;

    private String refused(String user, String password) throws Exception {
        Front front = front(null, null, null);
        return front.fault(() -> login(front, user, password).thread);
    }

    private Front login(String step, String user) throws Exception {
        LoggedIn answer = login(front(null, null, null), user, "soapstone");
        Step.must(answer.thread.length() == 32, answer.thread);
        Step.say(step, "user " + answer.userNumber + (answer.privileged ? ", privileged" : ""));
        return front(answer.thread, null, null);
    }

    void live() throws Exception {
        Step.operator("PUT", "/clock?frozen=true&now=2024-01-31T10:15:00Z");
        Step.say("login, wrong password", refused("HARPO", "wrong"));
        Step.say("login, no such user", refused("GUMMO", "soapstone"));
        Front none = front("none", null, null);
        Step.say("not logged in", none.fault(none::state));
        Front harpo = login("HARPO", "HARPO");
        Front second = login("HARPO", "harpo");
        Front zeppo = login("ZEPPO", "ZEPPO");
        Front sysadm = login("SYSADM", "SYSADM");
        firstSession(harpo, second);
        several(harpo, second);
        everyones(harpo, zeppo, sysadm);
        deleted(zeppo);
        silent(harpo);
        withoutThread();
        limited();
    }

    private void firstSession(Front harpo, Front second) throws Exception {
        Step.say("nothing open", harpo.state());
        Step.say("close", harpo.close());
        Step.say("get", harpo.fault(() -> harpo.get("horn")));
        Step.say("open", harpo.open("NOPE"));
        Step.say("create without an id", harpo.fault(() -> harpo.create(null)));
        Step.say("create, timeout -2", harpo.fault(() -> harpo.create("A", null, -2, null)));
        Step.say("create, neither OPEN nor NOOPEN", harpo.fault(() -> harpo.create("A", null, null, "MAYBE")));
        Step.say("create for ZEPPO", harpo.fault(() -> harpo.create("A", "ZEPPO", null, null)));
        Step.say("create A", harpo.create("A"));
        Step.say("state", harpo.state());
        Step.say("create B as well", harpo.fault(() -> harpo.create("B")));
        Step.say("set", harpo.set("horn", "Zoë & <Co>"));
        Step.say("get", harpo.get("horn"));
        Step.say("list", harpo.list(null));
        Step.say("second thread opens A", second.open("A"));
        Step.operator("PUT", "/clock?frozen=false");
        long began = System.nanoTime();
        Step.say("second thread waits 1 s", second.open("A", null, 1));
        Step.must(System.nanoTime() - began > 900_000_000L, "waited");
        Step.operator("PUT", "/clock?frozen=true&now=2024-01-31T10:16:00Z");
    }

    private void several(Front harpo, Front second) throws Exception {
        Step.say("close as B", harpo.close("B", null));
        Step.say("state", harpo.state());
        Step.say("open A", harpo.open("A"));
        Step.say("second thread opens B", second.open("B"));
        Step.say("state", second.state());
        Step.say("get", second.get("horn"));
        Step.say("get another", second.get("harp"));
        Step.say("discard", second.discard("horn"));
        Step.say("get", second.get("horn"));
        Step.say("create B", harpo.create("B", null, null, "NOOPEN"));
        Step.say("create C", harpo.create("C", null, null, "NOOPEN"));
        Step.say("close for 60 s", second.close(null, null, 60));
        Step.operator("POST", "/clock/advance?by=59s");
        Step.say("closed for 59 s of 60", harpo.open("B"));
        Step.say("state", harpo.state());
        Step.say("close", harpo.close());
        Step.operator("POST", "/clock/advance?by=60s");
        Step.say("closed for 60 s", harpo.open("B"));
    }

    private void everyones(Front harpo, Front zeppo, Front sysadm) throws Exception {
        Step.say("create C", harpo.create("C", null, 3600, null));
        Step.say("set", harpo.set("horn", "honk"));
        Step.say("close for everyone", harpo.close(null, "*"));
        Step.say("ZEPPO lists what is public", zeppo.list("\"*"));
        Step.say("ZEPPO opens C", zeppo.open("C"));
        Step.say("ZEPPO opens the public C", zeppo.open("C", "*"));
        Step.say("state", zeppo.state());
        Step.say("get", zeppo.get("horn"));
        Step.say("HARPO opens it", harpo.open("C", "*"));
        Step.say("ZEPPO closes it as his own", zeppo.close(null, "ZEPPO"));
        Step.say("HARPO opens ZEPPO's", harpo.open("C", "ZEPPO"));
        Step.say("HARPO deletes ZEPPO's", harpo.delete("C", "ZEPPO"));
        Step.say("SYSADM opens ZEPPO's", sysadm.open("C", "ZEPPO"));
        Step.say("state", sysadm.state());
        Step.say("SYSADM closes", sysadm.close());
        Step.say("SYSADM creates D for ZEPPO", sysadm.create("D", "ZEPPO", null, null));
    }

    private void deleted(Front zeppo) throws Exception {
        Step.say("ZEPPO opens C", zeppo.open("C"));
        Step.say("deletes it", zeppo.delete("C"));
        Step.say("state", zeppo.state());
        Step.say("deletes it", zeppo.delete("C"));
        Step.say("closes", zeppo.close());
        Step.say("opens C", zeppo.open("C"));
        Step.say("creates E", zeppo.create("E", null, null, "NOOPEN"));
        Step.say("deletes it", zeppo.delete("E"));
        Step.say("deletes it", zeppo.delete("E"));
    }

    private void silent(Front harpo) throws Exception {
        Step.say("create F", harpo.create("F"));
        Step.operator("POST", "/clock/advance?by=4m59s");
        Step.say("silent for 4m59s of 5m", harpo.state());
        Step.operator("POST", "/clock/advance?by=5m");
        Step.say("silent for 5m", harpo.fault(harpo::state));
        Front again = login("HARPO", "HARPO");
        Step.say("open F", again.open("F"));
        Step.say("logoff", again.logoff());
        Step.say("after it", again.fault(again::state));
    }

    private void withoutThread() throws Exception {
        Front basic = front(null, "HARPO", "soapstone");
        Step.say("HARPO by Basic, open F", basic.open("F"));
        Step.say("state", basic.state());
        Step.say("close", basic.close());
        Step.say("wrong password", front(null, "HARPO", "wrong").unauthorized());
        Front nobody = front(null, null, null);
        Step.say("nobody, create W", nobody.create("W"));
        Step.say("list", nobody.list(null));
    }

    private void limited() throws Exception {
        Step.operator("POST", "/systems/model204/reset?set=publicLimit=1");
        Front harpo = login("HARPO", "HARPO");
        Step.say("create a public P", harpo.create("P", "*", null, "NOOPEN"));
        Step.say("create a public Q", harpo.create("Q", "*", null, "NOOPEN"));
        Step.say("create P", harpo.create("P"));
        Step.say("close as the public P", harpo.close(null, "*"));
        Step.say("close as a public Q", harpo.close("Q", "*"));
        Step.say("close", harpo.close());
        Step.say("open the public P", harpo.open("P", "*"));
        Step.say("close as P", harpo.close(null, "HARPO"));
        Step.say("close as R", harpo.close("R", "HARPO"));
        Step.say("state", harpo.state());
    }
}
