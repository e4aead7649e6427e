<?php
declare(strict_types=1);

/** Runs soapstone once for all tests: Soapstone::start() in setUp gives each test an empty one. */
final class Soapstone
{
    private static ?self $running = null;

    public static function start(): self
    {
        self::$running ??= new self();
        self::$running->operate('/reset');
        return self::$running;
    }

    private function __construct()
    {
        $ready = sys_get_temp_dir() . '/soapstone-' . bin2hex(random_bytes(8)) . '.json';
        $this->server = proc_open(
            [getenv('SOAPSTONE') ?: 'soapstone', 'serve', '--listen=localhost:0', '--admin=localhost:0', "--ready-file=$ready", '--stop-on-stdin-eof'],
            [0 => ['pipe', 'r'], 1 => ['file', PHP_OS_FAMILY === 'Windows' ? 'NUL' : '/dev/null', 'w'], 2 => STDERR], $this->pipes);
        while (!file_exists($ready)) {
            if (!proc_get_status($this->server)['running']) {
                throw new RuntimeException('soapstone did not start: its log is above');
            }
            usleep(20_000);
            clearstatcache();
        }
        $addresses = json_decode(file_get_contents($ready), flags: JSON_THROW_ON_ERROR);
        [$this->url, $this->admin] = [$addresses->url, $addresses->admin];
        register_shutdown_function(function () {
            fclose($this->pipes[0]);
            proc_close($this->server);
        });
    }

    /** Where the emulated systems are. */
    public readonly string $url;
    private readonly string $admin;
    private $server;
    private array $pipes = [];

    /** Lets time pass for sessions: "30m", "2h". */
    public function advance(string $by): void
    {
        $this->operate("/clock/advance?by=$by");
    }

    private function operate(string $path): void
    {
        $post = stream_context_create(['http' => ['method' => 'POST', 'timeout' => 30]]);
        if (file_get_contents($this->admin . $path, false, $post) === false) {
            throw new RuntimeException("$path did not work");
        }
    }
}
