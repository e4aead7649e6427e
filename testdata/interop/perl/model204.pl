#!/usr/bin/perl
# Sessions of Model 204 from login to logoff with SOAP::Lite, which knows the namespace and no WSDL: of one that is
# document/literal it makes stubs whose arguments have no namespace.
#
#     perl model204.pl http://127.0.0.1:8080 http://127.0.0.1:8081
#
# The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
use strict;
use utf8;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SOAP::Lite;
use Step;
use Time::HiRes 'time';

my $url;
($url, $Step::admin) = @ARGV;
my $namespace = 'urn:m204:janus:session:v1';
my @credentials; # for calls without a thread
$| = 1;
binmode STDOUT, ':utf8';

# Runs an operation on a thread, or without one, and returns the answer. What is undef is not sent.
sub call {
    my ($thread, $operation, %arguments) = @_;
    my $soap = SOAP::Lite->proxy("$url/m204/session")->default_ns($namespace)->on_action(sub { qq("$namespace#$operation") });
    $soap->autotype(0)->encodingStyle('');
    $soap->transport->proxy->default_headers->authorization_basic(@credentials) if @credentials;
    $soap->on_fault(sub {
        my ($client, $answer) = @_;
        die ref $answer && $answer->fault ? $answer : $client->transport->status . "\n";
    });
    my @sent = map { text($_, $arguments{$_}) } grep { defined $arguments{$_} } qw(userid password sesid owner timeout opts name value);
    push @sent, SOAP::Header->name(Thread => $thread)->uri($namespace) if defined $thread;
    return $soap->call($operation, @sent);
}

sub user { call(undef, 'Login', userid => $_[0], password => $_[1] || 'soapstone') }

# Logs in, and returns the token of the thread and what else there is to see. Nothing has a type: all is text.
sub login {
    my $answer = user(@_);
    my $thread = $answer->valueof('//thread');
    must(length $thread == 32, $thread);
    return $thread, 'user ' . $answer->valueof('//userNumber') . ($answer->valueof('//privileged') eq 'true' ? ', privileged' : '');
}

sub create { my ($thread, $sesid, %more) = @_; call($thread, 'Session_Create', sesid => $sesid, %more)->valueof('//rc') }
sub opens { call($_[0], 'Session_Open', sesid => $_[1], owner => $_[2], timeout => $_[3])->valueof('//rc') }
sub closes { my ($thread, %changes) = @_; call($thread, 'Session_Close', %changes)->valueof('//rc') }
sub deletes { call($_[0], 'Session_Delete', sesid => $_[1], owner => $_[2])->valueof('//rc') }

# What the functions without arguments say.
sub state {
    my ($thread) = @_;
    return join ', ', map { my $s = call($thread, "Session$_")->valueof('//result'); defined $s && $s ne '' ? $s : '-' }
        '', '_Id', '_Owner', '_Timeout';
}

sub sessions {
    my ($thread, $owner) = @_;
    my $answer = call($thread, 'Session_List', owner => $owner);
    my @items = $answer->dataof('//item');
    must(@items == $answer->valueof('//rc'), scalar @items);
    my @saw = ($answer->valueof('//rc'));
    for my $item (@items) {
        my @columns = map { s/^ +| +$//gr } unpack 'A10 A6 A14 A14 A6 A*', $item->value;
        my @attributes = map { defined $_ ? $_ : '' } @{$item->attr}{qw(owner timeout created lastAccess userNumber sesid)};
        must("@columns" eq "@attributes", "@columns");
        push @saw, '[' . $item->value . ']';
    }
    return join ' ', @saw;
}

sub put { done(call($_[0], 'SetSession', name => $_[1], value => $_[2])) }
sub value { my $found = call($_[0], 'GetSession', name => $_[1])->valueof('//value'); defined $found ? $found : 'none' }
sub discard { done(call($_[0], 'DiscardSession', name => $_[1])) }

# What is seen of an answer that has nothing in it.
sub done { must(!defined $_[0]->result || $_[0]->result eq '', $_[0]->result); 'done' }

# What a call that must fail failed with: the code and the text, and what the detail says.
sub fault {
    my ($work) = @_;
    my $fault = fails($work);
    my $inner = $fault->faultdetail && $fault->faultdetail->{RequestCancelled};
    return 'fault ' . $fault->faultcode . ', ' . $fault->faultstring . ($inner ? ", $inner->{function} $inner->{reason}" : '');
}

operator('PUT', '/clock?frozen=true&now=2024-01-31T10:15:00Z');

say_step('login, wrong password', fault(sub { user('HARPO', 'wrong') }));
say_step('login, no such user', fault(sub { user('GUMMO') }));
say_step('not logged in', fault(sub { state('none') }));
my $saw;
my $harpo;
($harpo, $saw) = login('HARPO');
say_step('HARPO', $saw);
my $second;
($second, $saw) = login('harpo');
say_step('HARPO', $saw);
my $zeppo;
($zeppo, $saw) = login('ZEPPO');
say_step('ZEPPO', $saw);
my $sysadm;
($sysadm, $saw) = login('SYSADM');
say_step('SYSADM', $saw);

say_step('nothing open', state($harpo));
say_step('close', closes($harpo));
say_step('get', fault(sub { value($harpo, 'horn') }));
say_step('open', opens($harpo, 'NOPE'));
say_step('create without an id', fault(sub { create($harpo, undef) }));
say_step('create, timeout -2', fault(sub { create($harpo, 'A', timeout => -2) }));
say_step('create, neither OPEN nor NOOPEN', fault(sub { create($harpo, 'A', opts => 'MAYBE') }));
say_step('create for ZEPPO', fault(sub { create($harpo, 'A', owner => 'ZEPPO') }));
say_step('create A', create($harpo, 'A'));
say_step('state', state($harpo));
say_step('create B as well', fault(sub { create($harpo, 'B') }));
say_step('set', put($harpo, 'horn', 'Zoë & <Co>'));
say_step('get', value($harpo, 'horn'));
say_step('list', sessions($harpo));
say_step('second thread opens A', opens($second, 'A'));
operator('PUT', '/clock?frozen=false');
my $began = time;
say_step('second thread waits 1 s', opens($second, 'A', undef, 1));
must(time - $began > 0.9, $began);
operator('PUT', '/clock?frozen=true&now=2024-01-31T10:16:00Z');

say_step('close as B', closes($harpo, sesid => 'B'));
say_step('state', state($harpo));
say_step('open A', opens($harpo, 'A'));
say_step('second thread opens B', opens($second, 'B'));
say_step('state', state($second));
say_step('get', value($second, 'horn'));
say_step('get another', value($second, 'harp'));
say_step('discard', discard($second, 'horn'));
say_step('get', value($second, 'horn'));
say_step('create B', create($harpo, 'B', opts => 'NOOPEN'));
say_step('create C', create($harpo, 'C', opts => 'NOOPEN'));
say_step('close for 60 s', closes($second, timeout => 60));
advance('59s');
say_step('closed for 59 s of 60', opens($harpo, 'B'));
say_step('state', state($harpo));
say_step('close', closes($harpo));
advance('60s');
say_step('closed for 60 s', opens($harpo, 'B'));

say_step('create C', create($harpo, 'C', timeout => 3600));
say_step('set', put($harpo, 'horn', 'honk'));
say_step('close for everyone', closes($harpo, owner => '*'));
say_step('ZEPPO lists what is public', sessions($zeppo, '"*'));
say_step('ZEPPO opens C', opens($zeppo, 'C'));
say_step('ZEPPO opens the public C', opens($zeppo, 'C', '*'));
say_step('state', state($zeppo));
say_step('get', value($zeppo, 'horn'));
say_step('HARPO opens it', opens($harpo, 'C', '*'));
say_step('ZEPPO closes it as his own', closes($zeppo, owner => 'ZEPPO'));
say_step("HARPO opens ZEPPO's", opens($harpo, 'C', 'ZEPPO'));
say_step("HARPO deletes ZEPPO's", deletes($harpo, 'C', 'ZEPPO'));
say_step("SYSADM opens ZEPPO's", opens($sysadm, 'C', 'ZEPPO'));
say_step('state', state($sysadm));
say_step('SYSADM closes', closes($sysadm));
say_step('SYSADM creates D for ZEPPO', create($sysadm, 'D', owner => 'ZEPPO'));

say_step('ZEPPO opens C', opens($zeppo, 'C'));
say_step('deletes it', deletes($zeppo, 'C'));
say_step('state', state($zeppo));
say_step('deletes it', deletes($zeppo, 'C'));
say_step('closes', closes($zeppo));
say_step('opens C', opens($zeppo, 'C'));
say_step('creates E', create($zeppo, 'E', opts => 'NOOPEN'));
say_step('deletes it', deletes($zeppo, 'E'));
say_step('deletes it', deletes($zeppo, 'E'));

say_step('create F', create($harpo, 'F'));
advance('4m59s');
say_step('silent for 4m59s of 5m', state($harpo));
advance('5m');
say_step('silent for 5m', fault(sub { state($harpo) }));
($harpo, $saw) = login('HARPO');
say_step('HARPO', $saw);
say_step('open F', opens($harpo, 'F'));
say_step('logoff', call($harpo, 'Logoff')->valueof('//rc'));
say_step('after it', fault(sub { state($harpo) }));
@credentials = ('HARPO', 'soapstone');
say_step('HARPO by Basic, open F', opens(undef, 'F'));
say_step('state', state(undef));
say_step('close', closes(undef));
@credentials = ('HARPO', 'wrong');
eval { state(undef) };
say_step('wrong password', $@ =~ /^(\d+)/);
@credentials = ();
say_step('nobody, create W', create(undef, 'W'));
say_step('list', sessions(undef));

operator('POST', '/systems/model204/reset?set=publicLimit=1');
($harpo, $saw) = login('HARPO');
say_step('HARPO', $saw);
say_step('create a public P', create($harpo, 'P', owner => '*', opts => 'NOOPEN'));
say_step('create a public Q', create($harpo, 'Q', owner => '*', opts => 'NOOPEN'));
say_step('create P', create($harpo, 'P'));
say_step('close as the public P', closes($harpo, owner => '*'));
say_step('close as a public Q', closes($harpo, sesid => 'Q', owner => '*'));
say_step('close', closes($harpo));
say_step('open the public P', opens($harpo, 'P', '*'));
say_step('close as P', closes($harpo, owner => 'HARPO'));
say_step('close as R', closes($harpo, sesid => 'R', owner => 'HARPO'));
say_step('state', state($harpo));
