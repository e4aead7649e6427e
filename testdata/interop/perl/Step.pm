package Step;
# What the programs of this folder share: how steps are told and checked, the operator's API, and the WSDL's operations.
use strict;
use warnings;
use Exporter 'import';
use LWP::UserAgent;
use SOAP::Lite;

our @EXPORT = qw(must operator advance say_step text operations fails);
our $admin;

sub must {
    my ($holds, $saw) = @_;
    die "not as it must be: $saw\n" unless $holds;
}

# A request of the operator's, which has to be through before the next step.
sub operator {
    my ($method, $call) = @_;
    my $answer = LWP::UserAgent->new(timeout => 30)->request(HTTP::Request->new($method, $admin . $call));
    die $answer->as_string unless $answer->is_success;
}

sub advance { operator('POST', "/clock/advance?by=$_[0]") }

sub say_step { print "$_[0]: $_[1]\n" }

# An element with a text. Left to itself with autotype(0), SOAP::Lite sends an & as it is; whose type is named is escaped.
sub text {
    my ($name, $value) = @_;
    return defined $value ? SOAP::Data->name($name)->type(string => $value) : SOAP::Data->name($name)->value(undef);
}

# The operations of a WSDL, which is all that SOAP::Lite reads rightly of one that is document/literal.
sub operations {
    my ($ports) = values %{SOAP::Schema->schema_url($_[0])->parse->services};
    return sort keys %$ports;
}

# The fault of a call that must fail.
sub fails {
    my ($work) = @_;
    my $answer = eval { $work->() };
    my $fault = $@ or die "no fault: $answer\n";
    die $fault unless ref $fault;
    return $fault;
}

1;
