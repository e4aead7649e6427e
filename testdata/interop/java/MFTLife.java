import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;

/**
 * The sessions of TIBCO MFT from beginning to end, step by step, without what a stack has to do with them: an MFT calls the
 * operations as users of its stack do.
 *
 * Each step prints what it saw; a surprise ends it all.
 */
abstract class MFTLife {
    /** The documented path of the services, but for the last word. */
    static final String CONTROL = "/cfcc/control?view=services/";

    private final List<String> ids = new ArrayList<>();

    /** A bean of a list. */
    static final class Bean {
        final String id;
        final String user;
        final String addTerminatingNull;
        final String remoteAddress;
        final int[] date; // year, month, day, hour, minute, second

        Bean(String id, String user, String addTerminatingNull, String remoteAddress, int... date) {
            this.id = id;
            this.user = user;
            this.addTerminatingNull = addTerminatingNull;
            this.remoteAddress = remoteAddress;
            this.date = date;
        }
    }

    /** What both services have, as one user. */
    interface Service {
        String getSession() throws Exception;

        boolean validateSession(String id) throws Exception;

        boolean closeSession(String id) throws Exception;
    }

    /** What the service of administrators has beside that. A bean of a list may be null. */
    interface Administrator extends Service {
        String getBWSession() throws Exception;

        boolean deleteSessionId(String which, String id) throws Exception;

        boolean deleteExpiredSessionIds(String id) throws Exception;

        List<Bean> listActiveSessionIds(String id) throws Exception;

        List<Bean> getExpiredSessionIds(String id) throws Exception;

        /** The form of the beans in the last answer. */
        String beans() throws Exception;
    }

    /** The operations that the stack knows of the WSDL. */
    abstract TreeSet<String> operations() throws Exception;

    /** The service of administrators at its documented path, as a user unless that is null. */
    abstract Administrator administrator(String user, String password) throws Exception;

    /** The same at the path of Axis itself, which is the one that the WSDL has, and without cookies. */
    abstract Administrator direct(String user, String password) throws Exception;

    /** The service of transfers. */
    abstract Service transfer(String user, String password) throws Exception;

    /** What a call returned, or the code and the text of the fault that it failed with. */
    abstract Object attempt(Step.Call call) throws Exception;

    /** The HTTP status with which a call is refused. It is all that the stack tells of it. */
    abstract String unauthorized(Step.Call call) throws Exception;

    /** Keeps an id that was just issued, and lets a second pass: lists are in the order of birth. */
    private String issued(String id) throws Exception {
        Step.must(!id.isEmpty() && id.length() <= 64, id);
        ids.add(id);
        advance("1s");
        return id;
    }

    private String begin(String user) throws Exception {
        return issued(administrator(user, "soapstone").getSession());
    }

    private String beginBW(String user) throws Exception {
        return issued(administrator(user, "soapstone").getBWSession());
    }

    private static void advance(String by) throws Exception {
        Step.operator("POST", "/clock/advance?by=" + by);
    }

    private String show(List<Bean> beans) {
        StringBuilder b = new StringBuilder(beans.size() + " items");
        for (Bean s : beans) {
            b.append("; ").append(s == null ? "null" : show(s));
        }
        return b.toString();
    }

    private String show(Bean s) {
        return String.format("#%d %s %s %s %d-%02d-%02d %02d:%02d:%02d", ids.indexOf(s.id) + 1, s.user, s.addTerminatingNull,
            s.remoteAddress, s.date[0], s.date[1], s.date[2], s.date[3], s.date[4], s.date[5]);
    }

    /** The four calls that need a right. The one session that is to be deleted is none. */
    private void attempts(String who, Administrator port, String id) throws Exception {
        Step.say(who + " lists active", attempt(() -> port.listActiveSessionIds(id).size() + " items"));
        Step.say(who + " lists expired", attempt(() -> port.getExpiredSessionIds(id).size() + " items"));
        Step.say(who + " deletes expired", attempt(() -> port.deleteExpiredSessionIds(id)));
        Step.say(who + " deletes", attempt(() -> port.deleteSessionId("none", id)));
    }

    /** Lives sessions with a form of beans. */
    void live(String beans) throws Exception {
        Step.operator("POST", "/systems/mft/reset?set=beans=" + beans);
        Step.operator("PUT", "/clock?frozen=true&now=2014-07-11T12:00:00Z");
        Step.say("wsdl", String.join(" ", operations()));
        Step.say("wrong password", attempt(() -> administrator("admin", "wrong").getSession()));
        Step.say("wrong password, BW", attempt(() -> administrator("admin", "wrong").getBWSession()));
        Step.say("no such user", attempt(() -> administrator("nobody", "soapstone").getSession()));
        Step.say("no password", attempt(() -> administrator(null, null).getSession()));

        Administrator port = administrator("admin", "soapstone");
        String one = begin("TransferUser");
        String two = beginBW("AuditorUser");
        advance("9m58s");
        String plain = begin("admin");
        String bw = beginBW("admin");
        String help = begin("HelpDeskUser");
        String viewer = begin("Viewer");
        Step.say("sessions", new HashSet<>(ids).size());

        Step.say("validate", port.validateSession(plain));
        Step.say("validate none", port.validateSession("none"));
        Step.say("validate null", port.validateSession(null));
        Step.say("active", show(port.listActiveSessionIds(plain)));
        Step.say("beans", port.beans());
        Step.say("active, BW", show(port.listActiveSessionIds(bw)));
        Step.say("nothing expired", show(port.getExpiredSessionIds(plain)));
        Step.say("nothing expired, BW", show(port.getExpiredSessionIds(bw)));

        attempts("TransferUser", port, one);
        attempts("AuditorUser", port, two);
        attempts("Viewer", port, viewer);
        attempts("HelpDeskUser", port, help);
        String department = begin("DeptAdmin");
        String sales = beginBW("SalesUser");
        Step.say("DeptAdmin sees", show(port.listActiveSessionIds(department)));
        attempts("DeptAdmin", port, department);

        expire(port, plain, bw, one, help, viewer);
        transfers(port, bw, sales);
        close(port, plain, bw);

        Administrator direct = direct("admin", "soapstone");
        String last = issued(direct.getSession());
        Step.say("again", show(direct.listActiveSessionIds(last)));
        Step.operator("POST", "/systems/mft/reset?set=badCredentials=401");
        Step.say("wrong password, the other choice", unauthorized(() -> administrator("admin", "wrong").getSession()));
    }

    private void expire(Administrator port, String plain, String bw, String one, String help, String viewer) throws Exception {
        advance("19m54s");
        Step.say("idle for 30m of 30m", port.validateSession(one));
        advance("1s");
        Step.say("idle for 30m1s of 30m", port.validateSession(one));
        advance("1s");
        Step.say("expired", show(port.getExpiredSessionIds(plain)));
        Step.say("expired, BW", show(port.getExpiredSessionIds(bw)));
        attempts("expired", port, one);
        Step.say("delete one expired", port.deleteSessionId(one, help));
        Step.say("delete it again", attempt(() -> port.deleteSessionId(one, help)));
        Step.say("expired, BW", show(port.getExpiredSessionIds(bw)));
        Step.say("delete expired", port.deleteExpiredSessionIds(plain));
        Step.say("expired", show(port.getExpiredSessionIds(plain)));
        Step.say("delete one active", port.deleteSessionId(viewer, plain));
        Step.say("validate", port.validateSession(viewer));
        attempts("deleted", port, viewer);
    }

    private void transfers(Administrator port, String bw, String sales) throws Exception {
        advance("10m5s");
        Step.say("expired, BW", show(port.getExpiredSessionIds(bw)));
        Step.say("FT, wrong password", attempt(() -> transfer("TransferUser", "wrong").getSession()));
        Step.say("FT purged nothing", port.getExpiredSessionIds(bw).size() + " items");
        Service file = transfer("TransferUser", "soapstone");
        String third = issued(file.getSession());
        Step.say("FT purges", show(port.getExpiredSessionIds(bw)));
        Step.say("active, BW", show(port.listActiveSessionIds(bw)));
        Step.say("FT validates", file.validateSession(third) + ", " + file.validateSession(bw) + ", "
            + file.validateSession(sales));
        Step.say("FT closes", file.closeSession(third) + ", " + file.closeSession(third) + ", "
            + port.validateSession(third));
    }

    private void close(Administrator port, String plain, String bw) throws Exception {
        Step.say("close", port.closeSession(bw));
        Step.say("close again", port.closeSession(bw));
        Step.say("validate", port.validateSession(bw));
        attempts("closed", port, bw);
        advance("19m54s");
        Step.say("listed after 30m of 30m", show(port.listActiveSessionIds(plain)));
        advance("30m");
        Step.say("and after 30m more", show(port.listActiveSessionIds(plain)));
        advance("30m1s");
        attempts("too late", port, plain);
        Step.say("close too late", port.closeSession(plain) + ", " + port.closeSession(plain));
    }
}
