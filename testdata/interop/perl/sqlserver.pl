#!/usr/bin/perl
# A SQL Server session from beginning to end with SOAP::Lite, which knows the namespaces and reads the WSDL for the names of its
# operations alone.
#
#     perl sqlserver.pl http://127.0.0.1:8080 http://127.0.0.1:8081
#
# The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
use strict;
use utf8;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use MIME::Base64;
use SOAP::Lite;
use Step;

my $url;
($url, $Step::admin) = @ARGV;
my $namespace = 'http://schemas.microsoft.com/sqlserver/2004/SOAP';
my $wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
$| = 1;
binmode STDOUT, ':utf8';

# One endpoint as one user, perhaps with a login of SQL Server.
sub endpoint {
    my ($path, %more) = @_;
    return {address => $url . $path, user => 'alice', password => 'soapstone', %more};
}

# Runs a batch, in a session if there is something to say about one, and returns the answer.
sub batch {
    my ($endpoint, $commands, $session, @parameters) = @_;
    my $soap = SOAP::Lite->proxy($endpoint->{address})->default_ns($namespace)->on_action(sub { qq("${namespace}sqlbatch") });
    $soap->autotype(0)->encodingStyle('');
    $soap->transport->proxy->default_headers->authorization_basic(@$endpoint{qw(user password)});
    $soap->on_fault(sub {
        my ($client, $answer) = @_;
        die ref $answer && $answer->fault ? $answer : $client->transport->status . "\n";
    });
    my @sent = text(BatchCommands => $commands);
    push @sent, SOAP::Data->name('Parameters')->value(\SOAP::Data->value(map { parameter(%$_) } @parameters)) if @parameters;
    push @sent, SOAP::Header->name('sqlSession')->uri("$namespace/Options")->attr($session)->value('') if $session;
    push @sent, token($endpoint->{login}) if $endpoint->{login};
    return $endpoint->{answer} = $soap->call('sqlbatch', @sent);
}

# A parameter of SQL: its Value, and its attributes.
sub parameter {
    my (%p) = @_;
    my $space = "$namespace/types/SqlParameter";
    my $value = text(Value => delete $p{Value})->uri($space);
    return SOAP::Data->name('SqlParameter')->uri($space)->attr(\%p)->value(\$value);
}

sub token {
    my @login = map { $_->uri($wsse) } text(Username => 'app'), text(Password => $_[0]);
    my $token = SOAP::Data->name('UsernameToken')->uri($wsse)->value(\SOAP::Data->value(@login));
    return SOAP::Header->name('Security')->uri($wsse)->value(\$token);
}

# The attributes of an answer's sqlSession.
sub attributes {
    my $block = $_[0]->headerof('//sqlSession') or return {};
    return $block->attr;
}

sub session {
    my $attributes = attributes($_[0]);
    return join(' ', map { "$_=$attributes->{$_}" } sort keys %$attributes) || 'none';
}

# Starts a session, and returns what goes on in it, and its timeout.
sub initiate {
    my ($endpoint, %more) = @_;
    my $answer = batch($endpoint, '', {initiate => 'true', %more});
    must(!$answer->valueof('//sqlbatchResult'), 'not empty');
    my $attributes = attributes($answer);
    return {sessionId => $attributes->{sessionId}}, "timeout $attributes->{timeout}";
}

# The only column of the only row of a batch's result.
sub value {
    my $answer = batch(@_);
    must($answer->valueof('//SqlRowCount/Count') == 1, $answer->valueof('//SqlRowCount/Count'));
    my @columns = $answer->valueof('//diffgram/SqlRowSet1/row/[1]');
    must(@columns == 1, "@columns");
    return $columns[0];
}

# Runs a batch that must fail, and says how.
sub fault {
    my @call = @_;
    my $fault = fails(sub { batch($call[0], '', $call[1]) });
    return 'fault ' . $fault->faultcode . ', ' . $fault->faultstring . ', header ' . session($fault);
}

# A WSDL's operations, for which SOAP::Lite takes a password in the address.
sub wsdl { join ', ', operations("$url/sql/demo?wsdl" =~ s{//}{//alice:$_[0]@}r) }

sub end { return {%{$_[0]}, terminate => 'true'} }

operator('PUT', '/clock?frozen=true');
say_step('wsdl, wrong password', defined eval { wsdl('wrong') } ? 'read' : $@ =~ /\b401\b/ ? 'refused' : $@);
say_step('wsdl', wsdl('soapstone'));
my $demo = endpoint('/sql/demo');
say_step('no session', value($demo, 'SELECT @@LANGUAGE') . ', header ' . session($demo->{answer}));
my ($session, $timeout) = initiate($demo, timeout => 12);
say_step('initiate', 'id of ' . length(decode_base64($session->{sessionId})) . " bytes, $timeout");
must(!batch($demo, 'SET LANGUAGE French', $session)->valueof('//sqlbatchResult'), 'not empty');
say_step('enlist', value($demo, 'SELECT @@LANGUAGE', $session));
say_step('no session again', value($demo, 'SELECT @@LANGUAGE'));
(my $second, $timeout) = initiate($demo, timeout => 90);
must($second->{sessionId} ne $session->{sessionId}, $second->{sessionId});
say_step('initiate, above the cap', $timeout);

my %question = (name => 'question', sqlDbType => 'NVarChar', maxLength => 20, Value => 'Noël');
my %answer = (name => 'answer', sqlDbType => 'NVarChar', maxLength => 20, direction => 'InputOutput', Value => '');
say_step('parameter in', value($demo, 'SELECT @question', $session, \%question));
batch($demo, q(SET @answer = @question + N' et adieu'), $session, \%question, \%answer);
my @out = $demo->{answer}->dataof('//Parameters/SqlParameter');
must(@out == 1, scalar @out);
my $value = $demo->{answer}->valueof('//SqlParameter/Value');
say_step('parameter out', join ' ', @{$out[0]->attr}{qw(direction name sqlDbType)}, $value);
my %word = (name => 'word', sqlDbType => 'VarChar', Value => 'hello');
say_step('parameter without maxLength', value($demo, 'SELECT @word', $session, \%word));
my $message = batch($demo, 'SELECT * FROM Missing', $session)->valueof('//SqlMessage');
say_step('error of T-SQL', "$message->{Number}, class $message->{Class}, $message->{Message}");

say_step('unknown id', fault($demo, {sessionId => encode_base64("\0" x 16, '')}));
say_step('another user', fault(endpoint('/sql/demo', user => 'bob'), end($session)));
say_step('another endpoint', fault(endpoint('/sql/other'), end($session)));
say_step('its owner', value($demo, 'SELECT @@LANGUAGE', $session));
my ($of_app, $its) = initiate(endpoint('/sql/demo', login => 'soapstone'));
say_step('SQL login', $its);
say_step('its session without the login', fault($demo, $of_app));
say_step('SQL login, wrong password', fault(endpoint('/sql/demo', login => 'wrong')));
eval { batch(endpoint('/sql/demo', password => 'wrong'), ''); 1 } and die "no fault\n";
say_step('wrong password', $@ =~ s/ .*//sr);

say_step('terminate', value($demo, 'SELECT @@LANGUAGE', end($session)));
must(session($demo->{answer}) eq "sessionId=$session->{sessionId} terminate=true", session($demo->{answer}));
say_step('use after the end', fault($demo, $session));
say_step('terminate again', fault($demo, end($session)));
operator('POST', '/faults?system=sqlserver&do=drop-reply&times=1');
eval { batch($demo, '', end($second)); 1 } and die "no fault\n";
must($@ =~ /^500 Server closed connection/, $@); # LWP's own, for no answer
say_step('terminate, answer lost, again', fault($demo, end($second)));

($session) = initiate($demo, timeout => 12);
advance('12s');
batch($demo, '', $session);
say_step('idle for 12 s of 12', 'alive');
advance('13s');
say_step('idle for 13 s of 12', fault($demo, $session));
say_step('sessions disabled', fault(endpoint('/sql/nosessions'), {initiate => 'true'}));
say_step('sessions disabled, none asked', value(endpoint('/sql/nosessions'), 'SELECT @@LANGUAGE'));
