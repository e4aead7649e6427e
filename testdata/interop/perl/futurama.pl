#!/usr/bin/perl
# The sessions of Futurama's WebAPI from beginning to end with SOAP::Lite, which knows the namespaces and reads the WSDL for the
# names of its operations alone, and over REST.
#
#     perl futurama.pl http://127.0.0.1:8080 http://127.0.0.1:8081 wsdl
#
# The second address is the operator's API, which moves the clock; the last asks for a form of the WSDL. Each step prints what it
# saw; a surprise ends it all.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use HTTP::Date;
use LWP::UserAgent;
use SOAP::Lite;
use Step;

my ($url, $query);
($url, $Step::admin, $query) = @ARGV;
my $namespace = 'http://www.ActuIT.nl/Futurama/WebAPI/2014/10/';
my $resources = 'http://schemas.datacontract.org/2004/07/ActuIT.Futurama.WebAPI';
my @ids;
$| = 1;

# Calls an operation, and returns its result.
sub call {
    my ($operation, @elements) = @_;
    my $soap = SOAP::Lite->proxy("$url/WebAPIService.svc")->default_ns($namespace);
    $soap->on_action(sub { qq("${namespace}IWebAPIService/$operation") })->autotype(0)->encodingStyle('');
    $soap->on_fault(sub {
        my ($client, $answer) = @_;
        die ref $answer && $answer->fault ? $answer : $client->transport->status . "\n";
    });
    return $soap->call($operation, @elements)->valueof("//${operation}Response/${operation}Result");
}

sub request { SOAP::Data->name('request')->value(\SOAP::Data->value(@_)) }

# A text with the place of an id among those that were issued, instead of the id.
sub shown {
    my ($text) = @_;
    $text =~ s/\Q$ids[$_]\E/'#' . ($_ + 1)/ge for 0 .. $#ids;
    return $text;
}

sub until_ {
    my ($at) = @_;
    return 'until none' unless defined $at;
    my ($second, $minute, $hour) = gmtime str2time($at);
    return sprintf 'until %02d:%02d:%02d', $hour, $minute, $second;
}

sub start {
    my ($folder, $document) = @_;
    my $result = call('StartSession', request(text(Document => $document), text(Folder => $folder)));
    my $id = $result->{SessionID};
    return "$result->{Message}, no id, " . until_($result->{NextTimeout}) unless defined $id;
    must(!grep({ $_ eq $id } @ids), $id);
    push @ids, $id;
    return "$result->{Message}, " . length($id) . ' characters, ' . until_($result->{NextTimeout});
}

sub kept { shown($_[0]->{Message}) . ', ' . until_($_[0]->{NextTimeout}) }

sub keep { kept(call('SessionKeepAlive', request(text(SessionID => $_[0])))) }

sub end { shown(call('SessionEnd', request(text(SessionID => $_[0])))->{Message}) }

# What a call that must fail failed with.
sub fault {
    my $fault = fails(@_);
    must(!defined $fault->faultdetail, $fault->faultdetail);
    return 'fault ' . $fault->faultcode . ', ' . $fault->faultstring;
}

sub rest {
    my ($path, $type, $body) = @_;
    my $answer = LWP::UserAgent->new(timeout => 30)->post("$url/rest/webapi$path", 'Content-Type' => $type, Content => $body);
    die $answer->as_string unless $answer->is_success;
    return $answer->content;
}

sub found {
    my ($pattern, $text) = @_;
    must($text =~ $pattern, $text);
    return $1;
}

sub reset_ { operator('POST', "/systems/futurama/reset?set=$_[0]") }

operator('PUT', '/clock?frozen=true&now=2017-08-15T12:00:00Z');
say_step('wsdl', join ' ', operations("$url/WebAPIService.svc?$query"));
say_step('start', start('Savingsaccount', 'start.xml'));
say_step('start another', start());
say_step('keep alive', keep($ids[0]));
advance('1s');
say_step('1 s later', keep($ids[0]));
advance('19m59s');
say_step('idle for 19m59s of 20m', keep($ids[0]));
say_step('the other, idle for 20m', keep($ids[1]));
say_step('once more', keep($ids[1]));
advance('20m');
say_step('idle for 20m', keep($ids[0]));
say_step('end it', end($ids[0]));
say_step('never issued', keep('abc'));
say_step('end it', end('abc'));
say_step('keep alive <&>', keep('<&>'));
say_step('empty', keep(''));
say_step('null', keep(undef));
say_step('no request', kept(call('SessionKeepAlive')));

say_step('start', start());
say_step('start another', start());
say_step('white space around it', keep("\n $ids[2] "));
say_step('end', end($ids[2]));
say_step('keep alive', keep($ids[2]));
say_step('end again', end($ids[2]));
say_step('the other', keep($ids[3]));
my @fields = map { $_->attr({xmlns => $resources}) }
    text(Folder => 'Savingsaccount'), text(Identifier => 'logo.png'), text(Type => 'File');
my $resource = call('GetResource', SOAP::Data->name('Parameters')->value(\SOAP::Data->value(@fields)));
my $data = defined $resource->{Data} ? 'data' : 'no data';
say_step('resource', join ', ', $data, $resource->{Error}, $resource->{MimeType} || 'no type');

advance('1m');
my $json = rest('/SessionKeepAlive', 'application/json', qq({"sessionID":"$ids[3]"}));
say_step('JSON keeps it alive', found(qr/"Message":"([^"]*)"/, $json) . ', ' . until_(found(qr/"NextTimeout":"([^"]*)"/, $json)));
my $xml = rest('/SessionEnd', 'application/xml', "<SessionEndRequest><SessionID>$ids[3]</SessionID></SessionEndRequest>");
say_step('XML ends it', found(qr/<Message>([^<]*)</, $xml));
say_step('keep alive', keep($ids[3]));
push @ids, found(qr/"sessionID":"([^"]*)"/, rest('', 'application/json', '{"folder":"Savingsaccount"}'));
say_step('started with JSON', keep($ids[4]));
operator('POST', '/systems/futurama/restart');
say_step('after a restart', keep($ids[4]));

reset_('documents=start.xml');
say_step('no such document', start(undef, 'end.xml'));
reset_('enabled=false');
say_step('not enabled, start', start());
say_step('not enabled, keep alive', keep('abc'));
reset_('missingRequest=fault');
say_step('no request, the other choice', fault(sub { call('SessionKeepAlive') }));
reset_('startSession=off');
say_step('no StartSession', fault(sub { start() }));
