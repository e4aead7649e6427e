import java.io.InputStream;
import org.apache.cxf.tools.common.toolspec.ToolSpec;
import org.apache.cxf.tools.validator.WSDLValidator;

/**
 * Asks CXF's wsdlvalidator about many WSDLs in one go: whether they are WSDL 1.1, whether what they refer to is there, and
 * whether they keep some rules of WS-I's Basic Profile 1.1. Prints a line for each, after what is wrong with it.
 *
 * <pre>java -cp "cxf/*" cxf/Profile.java demo.wsdl session.wsdl</pre>
 */
public class Profile {
    private Profile() {}

    public static void main(String[] args) throws Exception {
        for (String file : args) {
            boolean valid;
            try (InputStream specification = WSDLValidator.class.getResourceAsStream("wsdlvalidator.xml")) {
                WSDLValidator validator = new WSDLValidator(new ToolSpec(specification, false));
                validator.setArguments(new String[] {file});
                valid = validator.executeForMaven();
            } catch (Exception invalid) {
                System.out.println(invalid.getMessage());
                valid = false;
            }
            System.out.println((valid ? "valid: " : "invalid: ") + file);
        }
    }
}
