import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import javax.xml.namespace.QName;

import org.apache.axis.AxisFault;
import org.apache.axis.Constants;
import org.apache.axis.MessageContext;
import org.apache.axis.client.Call;
import org.apache.axis.client.Stub;

import admin.AdminService;
import admin.AdminServiceServiceLocator;
import admin.DateTime;
import admin.Session;
import ft.FTServiceServiceLocator;
import ft.FTService_PortType;

/**
 * The sessions of TIBCO MFT from beginning to end with Axis 1.4, whose WSDL2Java made the packages admin and ft from the
 * served WSDLs. As in the vendor's sample, a stub has user and password as properties, keeps cookies, and its endpoint is
 * overridden with the documented one.
 *
 * <pre>java MFT http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef</pre>
 *
 * The second address is the operator's API, which moves the clock; the last word is the form of beans. The steps are in
 * MFTLife.
 */
public class MFT extends MFTLife {
    private static <T> T as(T port, String service, String user, String password) {
        Stub stub = (Stub) port;
        if (user != null) {
            stub._setProperty(Call.USERNAME_PROPERTY, user);
            stub._setProperty(Call.PASSWORD_PROPERTY, password);
        }
        stub._setProperty(Stub.SESSION_MAINTAIN_PROPERTY, Boolean.TRUE);
        stub._setProperty(Stub.ENDPOINT_ADDRESS_PROPERTY, Step.url + CONTROL + service);
        return port;
    }

    private static final class Administrators implements Administrator {
        final AdminService port;

        Administrators(AdminService port) {
            this.port = port;
        }

        @Override
        public String getSession() throws Exception {
            return port.getSession();
        }

        @Override
        public String getBWSession() throws Exception {
            return port.getBWSession();
        }

        @Override
        public boolean validateSession(String id) throws Exception {
            return port.validateSession(id);
        }

        @Override
        public boolean closeSession(String id) throws Exception {
            return port.closeSession(id);
        }

        @Override
        public boolean deleteSessionId(String which, String id) throws Exception {
            return port.deleteSessionId(which, id);
        }

        @Override
        public boolean deleteExpiredSessionIds(String id) throws Exception {
            return port.deleteExpiredSessionIds(id);
        }

        @Override
        public List<Bean> listActiveSessionIds(String id) throws Exception {
            return beans(port.listActiveSessionIds(id));
        }

        @Override
        public List<Bean> getExpiredSessionIds(String id) throws Exception {
            return beans(port.getExpiredSessionIds(id));
        }

        private static List<Bean> beans(Session[] sessions) {
            List<Bean> beans = new ArrayList<>();
            for (Session s : sessions) {
                beans.add(s == null ? null : bean(s));
            }
            return beans;
        }

        private static Bean bean(Session s) {
            DateTime at = s.getSessionIDDate();
            return new Bean(s.getSessionID(), s.getUserID(), s.getAddTerminatingNull(), s.getRemoteIPAddress(), at.getYear(),
                at.getMonth(), at.getDay(), at.getHour(), at.getMinute(), at.getSecond());
        }

        @Override
        public String beans() throws Exception {
            MessageContext last = ((Stub) port)._getCall().getMessageContext();
            String answer = last.getResponseMessage().getSOAPPartAsString();
            return answer.contains(" href=\"#") ? "multiRef" : "inline";
        }
    }

    private static final class Transfers implements Service {
        final FTService_PortType port;

        Transfers(FTService_PortType port) {
            this.port = port;
        }

        @Override
        public String getSession() throws Exception {
            return port.getSession();
        }

        @Override
        public boolean validateSession(String id) throws Exception {
            return port.validateSession(id);
        }

        @Override
        public boolean closeSession(String id) throws Exception {
            return port.closeSession(id);
        }
    }

    @Override
    TreeSet<String> operations() {
        TreeSet<String> names = new TreeSet<>();
        for (Method m : AdminService.class.getMethods()) {
            names.add(m.getName());
        }
        return names;
    }

    @Override
    Administrator administrator(String user, String password) throws Exception {
        AdminService port = new AdminServiceServiceLocator().getAdministratorService();
        return new Administrators(as(port, "AdministratorService", user, password));
    }

    @Override
    Administrator direct(String user, String password) throws Exception {
        AdminService port = new AdminServiceServiceLocator()
            .getAdministratorService(new URL(Step.url + "/cfcc/services/AdministratorService"));
        ((Stub) port).setUsername(user);
        ((Stub) port).setPassword(password);
        return new Administrators(port);
    }

    @Override
    Service transfer(String user, String password) throws Exception {
        return new Transfers(as(new FTServiceServiceLocator().getFTService(), "FTService", user, password));
    }

    @Override
    Object attempt(Step.Call call) throws Exception {
        try {
            return call.run();
        } catch (AxisFault fault) {
            Step.must(fault.getFaultCode().getNamespaceURI().equals(Constants.URI_SOAP11_ENV), fault.getFaultCode());
            return "fault soapenv:" + fault.getFaultCode().getLocalPart() + ", " + fault.getFaultString();
        }
    }

    @Override // Axis does not look into an answer with 401
    String unauthorized(Step.Call call) throws Exception {
        try {
            return "answered with " + call.run();
        } catch (AxisFault fault) {
            Step.must(fault.getFaultCode().equals(new QName(Constants.NS_URI_AXIS, "HTTP")), fault.getFaultCode());
            return fault.lookupFaultDetail(Constants.QNAME_FAULTDETAIL_HTTPERRORCODE).getTextContent();
        }
    }

    public static void main(String[] args) throws Exception {
        Step.url = args[0];
        Step.admin = args[1];
        new MFT().live(args[2]);
    }
}
