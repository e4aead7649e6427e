<?php
/* What the programs of this folder say with, check with and call the operator with. None of it is SOAP. */
declare(strict_types=1);

set_error_handler(fn($level, $text, $file, $line) => throw new ErrorException($text, 0, $level, $file, $line));

function must(bool $holds, mixed $saw): void
{
    $holds || throw new Exception('not as it must be: ' . print_r($saw, true));
}

/** Calls the operator's API, whose address is the second that a program is given. */
function operator(string $method, string $call): void
{
    global $argv;
    file_get_contents($argv[2] . $call, false, stream_context_create(['http' => ['method' => $method, 'timeout' => 30]]));
}

function advance(string $by): void
{
    operator('POST', "/clock/advance?by=$by");
}

function say(string $step, int|string $saw): void
{
    echo "$step: $saw\n";
}
