#!/usr/bin/perl
# The sessions of TIBCO MFT from beginning to end with SOAP::Lite, from the served WSDLs.
#
#     perl mft.pl http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef
#
# The second address is the operator's API, which moves the clock; the last word is the form of beans. Each step prints what it
# saw; a surprise ends it all.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SOAP::Lite;
use Step;

my ($url, $beans);
($url, $Step::admin, $beans) = @ARGV;
my $control = '/cfcc/control?view=services/';
my @ids;
$| = 1;

# The operations of a service as one user, at the documented address instead of that of the WSDL.
sub service {
    my ($name, $user, $password, $path) = @_;
    my $address = $url . ($path || $control) . $name;
    my $service = SOAP::Lite->service("$address?WSDL");
    $service->proxy($address);
    if (defined $user) {
        # credentials() would wait for a 401, which does not come.
        $service->transport->proxy->default_headers->authorization_basic($user, $password);
    }
    $service->on_fault(sub {
        my ($soap, $answer) = @_;
        die ref $answer ? $answer : $soap->transport->status . "\n";
    });
    return $service;
}

sub administrator { service('AdministratorService', $_[0], $_[1] || 'soapstone') }
sub transfer      { service('FTService', $_[0], $_[1] || 'soapstone') }

# Keeps an id that was just issued, and lets a second pass: lists are in the order of birth.
sub issued {
    my ($id) = @_;
    must(length $id > 0 && length $id <= 64, $id);
    push @ids, $id;
    advance('1s');
    return $id;
}

sub items { @{$_[0]} . ' items' }

sub show { join '; ', items($_[0]), map { defined $_ ? show_one($_) : 'null' } @{$_[0]} }

sub show_one {
    my ($s) = @_;
    my ($place) = grep { $ids[$_ - 1] eq $s->{sessionID} } 1 .. @ids;
    my $at = $s->{sessionIDDate};
    return sprintf '#%d %s %s %s %d-%02d-%02d %02d:%02d:%02d', $place, @$s{qw(userID addTerminatingNull remoteIPAddress)},
        @$at{qw(year month day hour minute second)};
}

# What answers of type boolean say, in the words of XML. SOAP::Lite's are 1 and 0.
sub yes {
    must(/^[01]$/, $_) for @_;
    return join ', ', map { $_ ? 'true' : 'false' } @_;
}

sub attempt {
    my ($step, $work) = @_;
    my $saw = eval { $work->() };
    if (my $fault = $@) {
        die $fault unless ref $fault;
        $saw = 'fault ' . $fault->faultcode . ', ' . $fault->faultstring;
    }
    say_step($step, $saw);
}

# The four calls that need a right. The one session that is to be deleted is none.
sub attempts {
    my ($who, $port, $id) = @_;
    attempt("$who lists active", sub { items($port->listActiveSessionIds($id)) });
    attempt("$who lists expired", sub { items($port->getExpiredSessionIds($id)) });
    attempt("$who deletes expired", sub { yes($port->deleteExpiredSessionIds($id)) });
    attempt("$who deletes", sub { yes($port->deleteSessionId('none', $id)) });
}

operator('POST', "/systems/mft/reset?set=beans=$beans");
operator('PUT', '/clock?frozen=true&now=2014-07-11T12:00:00Z');

my $port = administrator('admin');
{
    no strict 'refs';
    my $stub = ref $port;
    say_step('wsdl', join ' ', sort grep { /^[a-z]\w*Session/ && defined &{"${stub}::$_"} } keys %{"${stub}::"});
}
attempt('wrong password', sub { administrator('admin', 'wrong')->getSession });
attempt('wrong password, BW', sub { administrator('admin', 'wrong')->getBWSession });
attempt('no such user', sub { administrator('nobody')->getSession });
attempt('no password', sub { administrator(undef)->getSession });

my $one = issued(administrator('TransferUser')->getSession);
my $two = issued(administrator('AuditorUser')->getBWSession);
advance('9m58s');
my $plain = issued($port->getSession);
my $bw = issued($port->getBWSession);
my $help = issued(administrator('HelpDeskUser')->getSession);
my $viewer = issued(administrator('Viewer')->getSession);
say_step('sessions', scalar keys %{{map { $_ => 1 } @ids}});

say_step('validate', yes($port->validateSession($plain)));
say_step('validate none', yes($port->validateSession('none')));
say_step('validate null', yes($port->validateSession(undef)));
my $last;
$port->transport->proxy->add_handler(response_done => sub { $last = $_[0]->content; return });
say_step('active', show($port->listActiveSessionIds($plain)));
say_step('beans', $last =~ / href="#/ ? 'multiRef' : 'inline');
say_step('active, BW', show($port->listActiveSessionIds($bw)));
say_step('nothing expired', show($port->getExpiredSessionIds($plain)));
say_step('nothing expired, BW', show($port->getExpiredSessionIds($bw)));

attempts('TransferUser', $port, $one);
attempts('AuditorUser', $port, $two);
attempts('Viewer', $port, $viewer);
attempts('HelpDeskUser', $port, $help);
my $department = issued(administrator('DeptAdmin')->getSession);
my $sales = issued(administrator('SalesUser')->getBWSession);
say_step('DeptAdmin sees', show($port->listActiveSessionIds($department)));
attempts('DeptAdmin', $port, $department);

advance('19m54s');
say_step('idle for 30m of 30m', yes($port->validateSession($one)));
advance('1s');
say_step('idle for 30m1s of 30m', yes($port->validateSession($one)));
advance('1s');
say_step('expired', show($port->getExpiredSessionIds($plain)));
say_step('expired, BW', show($port->getExpiredSessionIds($bw)));
attempts('expired', $port, $one);
say_step('delete one expired', yes($port->deleteSessionId($one, $help)));
attempt('delete it again', sub { yes($port->deleteSessionId($one, $help)) });
say_step('expired, BW', show($port->getExpiredSessionIds($bw)));
say_step('delete expired', yes($port->deleteExpiredSessionIds($plain)));
say_step('expired', show($port->getExpiredSessionIds($plain)));
say_step('delete one active', yes($port->deleteSessionId($viewer, $plain)));
say_step('validate', yes($port->validateSession($viewer)));
attempts('deleted', $port, $viewer);

advance('10m5s');
say_step('expired, BW', show($port->getExpiredSessionIds($bw)));
attempt('FT, wrong password', sub { transfer('TransferUser', 'wrong')->getSession });
say_step('FT purged nothing', items($port->getExpiredSessionIds($bw)));
my $file = transfer('TransferUser');
my $third = issued($file->getSession);
say_step('FT purges', show($port->getExpiredSessionIds($bw)));
say_step('active, BW', show($port->listActiveSessionIds($bw)));
say_step('FT validates', yes($file->validateSession($third), $file->validateSession($bw), $file->validateSession($sales)));
say_step('FT closes', yes($file->closeSession($third), $file->closeSession($third), $port->validateSession($third)));

say_step('close', yes($port->closeSession($bw)));
say_step('close again', yes($port->closeSession($bw)));
say_step('validate', yes($port->validateSession($bw)));
attempts('closed', $port, $bw);
advance('19m54s');
say_step('listed after 30m of 30m', show($port->listActiveSessionIds($plain)));
advance('30m');
say_step('and after 30m more', show($port->listActiveSessionIds($plain)));
advance('30m1s');
attempts('too late', $port, $plain);
say_step('close too late', yes($port->closeSession($plain), $port->closeSession($plain)));

# The path of Axis itself, which is the one that the WSDL has.
my $direct = service('AdministratorService', 'admin', 'soapstone', '/cfcc/services/');
say_step('again', show($direct->listActiveSessionIds(issued($direct->getSession))));

operator('POST', '/systems/mft/reset?set=badCredentials=401');
my $wrong = administrator('admin', 'wrong');
eval { $wrong->getSession };
say_step('wrong password, the other choice', $wrong->transport->code);
