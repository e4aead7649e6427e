import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBElement;
import jakarta.xml.soap.SOAPException;
import jakarta.xml.soap.SOAPHeader;
import jakarta.xml.soap.SOAPMessage;
import jakarta.xml.ws.BindingProvider;
import jakarta.xml.ws.WebServiceException;
import jakarta.xml.ws.handler.Handler;
import jakarta.xml.ws.handler.MessageContext;
import jakarta.xml.ws.handler.soap.SOAPHandler;
import jakarta.xml.ws.handler.soap.SOAPMessageContext;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;

/** What the programs of this folder share: a port with header blocks of its own, and the status of a refusal. */
final class Stack {
    static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";

    private Stack() {}

    /** Sends a header block with each message, and keeps the header and the fault code of the last answer. */
    static class Header implements SOAPHandler<SOAPMessageContext> {
        Object block; // an object of the generated classes; null for none
        String user;
        String password; // of a UsernameToken, if there is a user
        SOAPHeader last;
        QName code;

        @Override
        public boolean handleMessage(SOAPMessageContext context) {
            SOAPMessage message = context.getMessage();
            try {
                if ((Boolean) context.get(MessageContext.MESSAGE_OUTBOUND_PROPERTY)) {
                    last = null;
                    code = null;
                    write(message);
                } else {
                    last = message.getSOAPHeader();
                    if (message.getSOAPBody().hasFault()) {
                        code = message.getSOAPBody().getFault().getFaultCodeAsQName();
                    }
                }
            } catch (Exception e) {
                throw new WebServiceException(e);
            }
            return true;
        }

        private void write(SOAPMessage message) throws Exception {
            if (block == null && user == null) {
                return;
            }
            SOAPHeader header = message.getSOAPHeader();
            if (header == null) {
                header = message.getSOAPPart().getEnvelope().addHeader();
            }
            if (block != null) {
                Class<?> of = block instanceof JAXBElement ? ((JAXBElement<?>) block).getDeclaredType() : block.getClass();
                JAXBContext.newInstance(of).createMarshaller().marshal(block, header);
            }
            if (user != null) {
                token(header);
            }
        }

        private void token(SOAPHeader header) throws SOAPException {
            final String wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
            var token = header.addChildElement("Security", "wsse", wsse).addChildElement("UsernameToken", "wsse");
            token.addChildElement("Username", "wsse").setTextContent(user);
            token.addChildElement("Password", "wsse").setTextContent(password);
        }

        @Override
        public boolean handleFault(SOAPMessageContext context) {
            return handleMessage(context);
        }

        @Override
        public void close(MessageContext context) {}

        @Override
        public Set<QName> getHeaders() {
            return Set.of();
        }
    }

    /** Sets the address and the user of a port, if there is one, and gives it a header. */
    static Header use(Object port, String address, String user, String password) {
        BindingProvider provider = (BindingProvider) port;
        provider.getRequestContext().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, address);
        if (user != null) {
            provider.getRequestContext().put(BindingProvider.USERNAME_PROPERTY, user);
            provider.getRequestContext().put(BindingProvider.PASSWORD_PROPERTY, password);
        }
        Header header = new Header();
        @SuppressWarnings("rawtypes")
        List<Handler> chain = provider.getBinding().getHandlerChain();
        chain.add(header);
        provider.getBinding().setHandlerChain(chain);
        return header;
    }

    /** What a stack says of an HTTP status that is none of SOAP's: the number, if it tells it. */
    static String status(WebServiceException refused) {
        for (Throwable e = refused; e != null; e = e.getCause()) {
            Matcher number = Pattern.compile("\\b[345]\\d\\d\\b").matcher(String.valueOf(e.getMessage()));
            if (number.find()) {
                return number.group();
            }
        }
        return refused.getMessage();
    }
}
