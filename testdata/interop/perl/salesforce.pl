#!/usr/bin/perl
# Salesforce sessions from login to login with SOAP::Lite, which knows the namespace and no WSDL.
#
#     perl salesforce.pl http://127.0.0.1:8080 http://127.0.0.1:8081 u/64.0
#
# The second address is the operator's API, which moves the clock; the last is the API and its version. Each step prints what it
# saw; a surprise ends it all.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SOAP::Lite;
use Step;

my ($url, $api);
($url, $Step::admin, $api) = @ARGV;
my $namespace = $api =~ /^u/ ? 'urn:partner.soap.sforce.com' : 'urn:enterprise.soap.sforce.com';
$| = 1;

# One user's connection, which goes on where the login says.
sub connection { return {user => $_[0], address => "$url/services/Soap/$api"} }

# Calls an operation with elements, and returns the answer.
sub call {
    my ($connection, $operation, @elements) = @_;
    my $soap = SOAP::Lite->proxy($connection->{address})->default_ns($namespace)->on_action(sub { '""' });
    $soap->autotype(0)->encodingStyle('');
    $soap->on_fault(sub {
        my ($client, $answer) = @_;
        die ref $answer && $answer->fault ? $answer : $client->transport->status . "\n";
    });
    if (defined $connection->{id}) {
        my $id = SOAP::Data->name('sessionId')->uri($namespace)->type(string => $connection->{id});
        push @elements, SOAP::Header->name('SessionHeader')->uri($namespace)->value(\$id);
    }
    return $soap->call($operation, @elements);
}

sub login {
    my ($connection, $password) = @_;
    delete $connection->{id};
    my $answer = call($connection, 'login', text(username => $connection->{user}), text(password => $password || 'soapstone'));
    my $result = $connection->{result} = $answer->valueof('//loginResponse/result');
    @$connection{qw(id address)} = @$result{qw(sessionId serverUrl)};
    return $connection;
}

sub info { call($_[0], 'getUserInfo')->valueof('//getUserInfoResponse/result') }

sub user_name { info($_[0])->{userName} }

sub logout { must(!defined call($_[0], 'logout')->valueof('//logoutResponse/[1]'), 'not empty'); 'done' }

# What became of each of some sessions.
sub invalidate {
    my ($connection, @ids) = @_;
    my @saw;
    for my $result (call($connection, 'invalidateSessions', map { text(sessionIds => $_) } @ids)->valueof('//result')) {
        must($result->{success} eq ($result->{errors} ? 'false' : 'true'), $result->{success});
        push @saw, $result->{success} . ($result->{errors} ? " $result->{errors}{statusCode}" : '');
    }
    return join ', ', @saw;
}

# What a call that must fail failed with: the code and the text, and the type of the detail.
sub fault {
    my $fault = fails(@_);
    my ($kind) = keys %{$fault->faultdetail};
    my $inner = $fault->faultdetail->{$kind};
    must("$inner->{exceptionCode}: $inner->{exceptionMessage}" eq $fault->faultstring, $inner->{exceptionMessage});
    return 'fault ' . $fault->faultcode . ', ' . $fault->faultstring =~ s/\n/\\n/gr . ", $kind";
}

operator('PUT', '/clock?frozen=true&now=2026-01-02T03:04:05Z');
my $alice = connection('alice@example.com');
say_step('login, wrong password', fault(sub { login($alice, 'wrong') }));
login($alice);
my $result = $alice->{result};
must($result->{passwordExpired} eq 'false' && $result->{sandbox} eq 'false', $result->{passwordExpired});
must($result->{userId} eq $result->{userInfo}{userId}, $result->{userId});
my $first = $alice->{id};
say_step('login', length($first) . ' characters of ' . $first =~ s/!.*//r . ', ' . URI->new($alice->{address})->path);
say_step('login again', login($alice)->{id} eq $first ? 'the same session' : $alice->{id});
my $info = info($alice);
must($info->{userId} eq $result->{userId} && !defined $info->{roleId}, $info->{userId});
say_step('user', "$info->{userName} of $info->{organizationName}");
say_step('server timestamp', call($alice, 'getServerTimestamp')->valueof('//timestamp'));

my $bob = login(connection('bob@example.com'));
must($bob->{id} ne $first, $bob->{id});
say_step('invalidate another and an unknown one', invalidate($alice, $bob->{id}, 'abc'));
say_step('the other', fault(sub { user_name($bob) }));
say_step('the other invalidates', fault(sub { invalidate($bob, $first) }));
say_step('the other logs in', user_name(login($bob)));
say_step('invalidate another and its own', invalidate($alice, $bob->{id}, $first));
say_step('its own', fault(sub { user_name($alice) }));
say_step('its own again', fault(sub { invalidate($alice, $first) }));
must(login($alice)->{id} ne $first, $first);
say_step('login after it', user_name($alice));
say_step('201 ids', fault(sub { invalidate($alice, ($alice->{id}) x 201) }));

say_step('logout', logout($alice));
say_step('logout again', fault(sub { logout($alice) }));
say_step('call after it', fault(sub { user_name($alice) }));
$alice->{id} = 'abc';
say_step('no session id at all', fault(sub { user_name($alice) }));

login($alice);
advance('7199s');
say_step('idle for 7199 s of 7200', user_name($alice));
advance('7200s');
say_step('idle for 7200 s', fault(sub { user_name($alice) }));
say_step('login after it', user_name(login($alice)));

my $expired = login(connection('expired@example.com'));
say_step('login, password expired', $expired->{result}{passwordExpired});
say_step('before a new one', fault(sub { user_name($expired) }));
call($expired, 'setPassword', text(userId => $expired->{result}{userId}), text(password => 'soapstone2'));
say_step('with a new one', user_name($expired));
say_step('login with the old one', fault(sub { login($expired) }));
