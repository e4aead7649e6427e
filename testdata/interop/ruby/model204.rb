# Sessions of Model 204 from login to logoff with soap4r, from the served WSDL.
#
#     ruby model204.rb http://127.0.0.1:8080 http://127.0.0.1:8081
#
# The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
URL, ADMIN = ARGV
require_relative 'say'
require 'soap/header/simplehandler'
require 'xsd/xmlparser/libxmlparser' # REXML reads nothing that has no XML declaration, as these answers

# The thread of a call, which goes into the header of the request.
class Thread204 < SOAP::Header::SimpleHandler
  attr_accessor :token

  def initialize
    super(XSD::QName.new('urn:m204:janus:session:v1', 'Thread'))
  end

  def on_simple_outbound
    token
  end
end

# A client, whose credentials are for calls without a thread.
def driver(*credentials)
  made = SOAP::WSDLDriverFactory.new("#{URL}/m204/session?wsdl").create_rpc_driver
  made.headerhandler << $thread
  unless credentials.empty?
    made.options['protocol.http.basic_auth'] << ["#{URL}/m204/session", *credentials]
    made.streamhandler.client.force_basic_auth = true # nobody asks for them
  end
  made
end

# Runs an operation on a thread, or without one. What is nil is not sent.
def call(thread, operation, args = {})
  $thread.token = thread
  $driver.__send__(operation, args.compact)
end

def user(userid, password = 'soapstone')
  call(nil, 'Login', userid: userid, password: password)
end

# Logs in, and returns the token of the thread and what else there is to see. soap4r has no types here: all is a string.
def login(userid)
  answer = user(userid)
  must(answer.thread.length == 32, answer)
  [answer.thread, "user #{answer.userNumber}#{', privileged' if answer.privileged == 'true'}"]
end

def create(thread, sesid, more = {})
  call(thread, 'Session_Create', sesid: sesid, **more).rc
end

def opens(thread, sesid, owner = nil, timeout = nil)
  call(thread, 'Session_Open', sesid: sesid, owner: owner, timeout: timeout).rc
end

def closes(thread, changes = {})
  call(thread, 'Session_Close', changes).rc
end

def deletes(thread, sesid, owner = nil)
  call(thread, 'Session_Delete', sesid: sesid, owner: owner).rc
end

# What the functions without arguments say.
def state(thread)
  saw = ['', '_Id', '_Owner', '_Timeout'].map { |name| call(thread, "Session#{name}").result }
  saw.map { |s| s.empty? ? '-' : s }.join(', ')
end

def sessions(thread, owner = nil)
  answer = call(thread, 'Session_List', owner: owner)
  items = [answer.item].flatten
  must(items.length.to_s == answer.rc, answer)
  saw = items.map do |item|
    text = item.to_s
    columns = [0...10, 10...16, 16...30, 30...44, 44...50, 50..].map { |range| text[range].strip }
    attributes = item.__xmlattr.transform_keys(&:name)
    must(columns == %w[owner timeout created lastAccess userNumber sesid].map { |name| attributes[name].to_s }, attributes)
    "[#{text}]"
  end
  [answer.rc, *saw].join(' ')
end

def put(thread, name, value)
  done(call(thread, 'SetSession', name: name, value: value))
end

def value(thread, name)
  answer = call(thread, 'GetSession', name: name)
  answer == '' ? 'none' : answer.value
end

def discard(thread, name)
  done(call(thread, 'DiscardSession', name: name))
end

# What is seen of an answer that has nothing in it.
def done(answer)
  must(answer == '', answer)
  'done'
end

# What a call that must fail failed with: the code and the text, and what the detail says.
def fault
  answer = yield
rescue SOAP::FaultError => e
  inner = e.detail.to_s.empty? ? nil : e.detail.requestCancelled
  "fault #{e.faultcode.data}, #{e.faultstring.data}#{", #{inner.function} #{inner.reason}" if inner}"
else
  raise "no fault: #{answer.inspect}"
end

operator('PUT', '/clock?frozen=true&now=2024-01-31T10:15:00Z')
$thread = Thread204.new
$driver = driver

say('login, wrong password', fault { user('HARPO', 'wrong') })
say('login, no such user', fault { user('GUMMO') })
say('not logged in', fault { state('none') })
harpo, saw = login('HARPO')
say('HARPO', saw)
second, saw = login('harpo')
say('HARPO', saw)
zeppo, saw = login('ZEPPO')
say('ZEPPO', saw)
sysadm, saw = login('SYSADM')
say('SYSADM', saw)

say('nothing open', state(harpo))
say('close', closes(harpo))
say('get', fault { value(harpo, 'horn') })
say('open', opens(harpo, 'NOPE'))
say('create without an id', fault { create(harpo, nil) })
say('create, timeout -2', fault { create(harpo, 'A', timeout: -2) })
say('create, neither OPEN nor NOOPEN', fault { create(harpo, 'A', opts: 'MAYBE') })
say('create for ZEPPO', fault { create(harpo, 'A', owner: 'ZEPPO') })
say('create A', create(harpo, 'A'))
say('state', state(harpo))
say('create B as well', fault { create(harpo, 'B') })
say('set', put(harpo, 'horn', 'Zoë & <Co>'))
say('get', value(harpo, 'horn'))
say('list', sessions(harpo))
say('second thread opens A', opens(second, 'A'))
operator('PUT', '/clock?frozen=false')
began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
say('second thread waits 1 s', opens(second, 'A', nil, 1))
must(Process.clock_gettime(Process::CLOCK_MONOTONIC) - began > 0.9, began)
operator('PUT', '/clock?frozen=true&now=2024-01-31T10:16:00Z')

say('close as B', closes(harpo, sesid: 'B'))
say('state', state(harpo))
say('open A', opens(harpo, 'A'))
say('second thread opens B', opens(second, 'B'))
say('state', state(second))
say('get', value(second, 'horn'))
say('get another', value(second, 'harp'))
say('discard', discard(second, 'horn'))
say('get', value(second, 'horn'))
say('create B', create(harpo, 'B', opts: 'NOOPEN'))
say('create C', create(harpo, 'C', opts: 'NOOPEN'))
say('close for 60 s', closes(second, timeout: 60))
advance('59s')
say('closed for 59 s of 60', opens(harpo, 'B'))
say('state', state(harpo))
say('close', closes(harpo))
advance('60s')
say('closed for 60 s', opens(harpo, 'B'))

say('create C', create(harpo, 'C', timeout: 3600))
say('set', put(harpo, 'horn', 'honk'))
say('close for everyone', closes(harpo, owner: '*'))
say('ZEPPO lists what is public', sessions(zeppo, '"*'))
say('ZEPPO opens C', opens(zeppo, 'C'))
say('ZEPPO opens the public C', opens(zeppo, 'C', '*'))
say('state', state(zeppo))
say('get', value(zeppo, 'horn'))
say('HARPO opens it', opens(harpo, 'C', '*'))
say('ZEPPO closes it as his own', closes(zeppo, owner: 'ZEPPO'))
say("HARPO opens ZEPPO's", opens(harpo, 'C', 'ZEPPO'))
say("HARPO deletes ZEPPO's", deletes(harpo, 'C', 'ZEPPO'))
say("SYSADM opens ZEPPO's", opens(sysadm, 'C', 'ZEPPO'))
say('state', state(sysadm))
say('SYSADM closes', closes(sysadm))
say('SYSADM creates D for ZEPPO', create(sysadm, 'D', owner: 'ZEPPO'))

say('ZEPPO opens C', opens(zeppo, 'C'))
say('deletes it', deletes(zeppo, 'C'))
say('state', state(zeppo))
say('deletes it', deletes(zeppo, 'C'))
say('closes', closes(zeppo))
say('opens C', opens(zeppo, 'C'))
say('creates E', create(zeppo, 'E', opts: 'NOOPEN'))
say('deletes it', deletes(zeppo, 'E'))
say('deletes it', deletes(zeppo, 'E'))

say('create F', create(harpo, 'F'))
advance('4m59s')
say('silent for 4m59s of 5m', state(harpo))
advance('5m')
say('silent for 5m', fault { state(harpo) })
harpo, saw = login('HARPO')
say('HARPO', saw)
say('open F', opens(harpo, 'F'))
say('logoff', call(harpo, 'Logoff').rc)
say('after it', fault { state(harpo) })
$driver = driver('HARPO', 'soapstone')
say('HARPO by Basic, open F', opens(nil, 'F'))
say('state', state(nil))
say('close', closes(nil))
begin
  $driver = driver('HARPO', 'wrong')
  say('wrong password', state(nil))
rescue SOAP::HTTPStreamError => e
  say('wrong password', e.message[/\d+/])
end
$driver = driver
say('nobody, create W', create(nil, 'W'))
say('list', sessions(nil))

operator('POST', '/systems/model204/reset?set=publicLimit=1')
harpo, saw = login('HARPO')
say('HARPO', saw)
say('create a public P', create(harpo, 'P', owner: '*', opts: 'NOOPEN'))
say('create a public Q', create(harpo, 'Q', owner: '*', opts: 'NOOPEN'))
say('create P', create(harpo, 'P'))
say('close as the public P', closes(harpo, owner: '*'))
say('close as a public Q', closes(harpo, sesid: 'Q', owner: '*'))
say('close', closes(harpo))
say('open the public P', opens(harpo, 'P', '*'))
say('close as P', closes(harpo, owner: 'HARPO'))
say('close as R', closes(harpo, sesid: 'R', owner: 'HARPO'))
say('state', state(harpo))
