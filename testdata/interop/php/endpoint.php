<?php
/* A client of one SQL Server endpoint with PHP's SoapClient. */
declare(strict_types=1);

const OPTIONS = 'http://schemas.microsoft.com/sqlserver/2004/SOAP/Options';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const TEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText';

/** One endpoint as one user. The WSDL is fetched with the user's password, too, unless this process has it already. */
class Endpoint
{
    public SoapClient $client;

    public function __construct(string $path, string $user = 'alice', string $password = 'soapstone',
        private array $login = [])
    {
        $this->client = new SoapClient(URL . $path . '?wsdl', [
            'login' => $user, 'password' => $password, 'soap_version' => VERSION, 'trace' => true,
            'cache_wsdl' => WSDL_CACHE_MEMORY, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS, 'connection_timeout' => 30,
        ]);
    }

    /** Runs a batch, in a session if there is something to say about one, and returns the whole answer. */
    public function batch(string $commands, array $session = [], array $parameters = []): object
    {
        $headers = [];
        if ($session) {
            // SoapClient writes no attributes on a header that the WSDL does not bind, so the block is written here.
            $attributes = '';
            foreach ($session as $name => $value) {
                $attributes .= " $name=\"$value\"";
            }
            $headers[] = new SoapHeader(OPTIONS, 'sqlSession',
                new SoapVar('<o:sqlSession xmlns:o="' . OPTIONS . "\"$attributes/>", XSD_ANYXML));
        }
        if ($this->login) {
            [$user, $password] = $this->login;
            $token = "<w:Username>$user</w:Username><w:Password Type=\"" . TEXT . "\">$password</w:Password>";
            $headers[] = new SoapHeader(WSSE, 'Security', new SoapVar('<w:Security xmlns:w="' . WSSE . '">'
                . "<w:UsernameToken>$token</w:UsernameToken></w:Security>", XSD_ANYXML));
        }
        $batch = ['BatchCommands' => $commands];
        if ($parameters) {
            $batch['Parameters'] = ['SqlParameter' => $parameters];
        }
        return $this->client->__soapCall('sqlbatch', [$batch], null, $headers);
    }

    /**
     * The attributes of the last answer's sqlSession in the order of their names, or "none" without one. SoapClient
     * does not return the attributes of a header that the WSDL does not bind, so they are read from what came.
     */
    public function session(): string
    {
        $answer = (string) $this->client->__getLastResponse();
        if (!preg_match('~<(\w+):sqlSession\b([^>]*)></\1:sqlSession>~', $answer, $found)) {
            return 'none';
        }
        preg_match_all('~\b\w+="[^"]*"~', $found[2], $attributes);
        sort($attributes[0]);
        return str_replace('"', '', implode(' ', $attributes[0]));
    }

    /** Starts a session and returns its id and its timeout. */
    public function initiate(array $session = []): array
    {
        $answer = $this->batch('', ['initiate' => 'true'] + $session);
        must((array) $answer->sqlbatchResult === [], $answer);
        must(preg_match('/^sessionId=(\S+) timeout=(\d+)$/', $this->session(), $found) === 1, $this->session());
        return [$found[1], $found[2]];
    }

    /** The only column of the only row of a batch's result. */
    public function value(string $commands, array $session = [], array $parameters = []): string
    {
        $answer = $this->batch($commands, $session, $parameters);
        must(array_keys((array) $answer->sqlbatchResult) === ['SqlRowSet', 'SqlRowCount'], $answer);
        must($answer->sqlbatchResult->SqlRowCount[0]->Count === 1, $answer);
        $rows = $answer->sqlbatchResult->SqlRowSet[0]->any;
        must(preg_match_all('~<row\b[^>]*><(\w+)[^>]*>([^<]*)</\1></row>~', $rows, $found) === 1, $rows);
        return $found[2][0];
    }

    /** Runs a batch that must fail, and says how. */
    public function fault(array $session = []): string
    {
        try {
            $answer = $this->batch('', $session);
        } catch (SoapFault $fault) {
            return "fault $fault->faultcode, $fault->faultstring, header " . $this->session();
        }
        must(false, $answer);
    }
}

/** The content of an element of any type, which SoapClient wraps where it does not know the type that is named. */
function content(mixed $value): string
{
    return (string) ($value instanceof SoapVar ? $value->enc_value : $value);
}
