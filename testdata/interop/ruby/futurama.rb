# The sessions of Futurama's WebAPI from beginning to end with soap4r, from the served WSDL, and over REST.
#
#     ruby futurama.rb http://127.0.0.1:8080 http://127.0.0.1:8081 wsdl
#
# The second address is the operator's API, which moves the clock; the last word is the query that asks for the WSDL. Each step
# prints what it saw; a surprise ends it all.
URL, ADMIN, QUERY = ARGV
require_relative 'say'
require 'xsd/xmlparser/libxmlparser' # REXML reads nothing that has no XML declaration, as WCF's answers
require 'json'
require 'time'

$ids = []
NONE = SOAP::SOAPNil.new # of nil soap4r makes a request whose members are all nil

# A text with the place of an id among those that were issued, instead of the id.
def shown(text)
  $ids.each_with_index.reduce(text) { |so, (id, i)| so.gsub(id, "##{i + 1}") }
end

# A time. With libxml, soap4r sees no xsi:nil: what is null is an empty string.
def until_(at)
  "until #{at.empty? ? 'none' : Time.parse(at).utc.strftime('%H:%M:%S')}"
end

def start(request = {})
  result = $service.StartSession(request: request).startSessionResult
  return "#{result.message}, no id, #{until_(result.nextTimeout)}" if result.sessionID.empty?
  must(!$ids.include?(result.sessionID), result)
  $ids << result.sessionID
  "#{result.message}, #{result.sessionID.length} characters, #{until_(result.nextTimeout)}"
end

# Keeps alive what a request names.
def keep_as(request)
  result = $service.SessionKeepAlive(request: request).sessionKeepAliveResult
  "#{shown(result.message)}, #{until_(result.nextTimeout)}"
end

def keep(id)
  keep_as(SessionID: id)
end

def finish(id)
  shown($service.SessionEnd(request: { SessionID: id }).sessionEndResult.message)
end

# What a call that must fail failed with.
def fault
  answer = yield
rescue SOAP::FaultError => e
  must(e.detail.to_s.empty?, e.detail)
  "fault #{e.faultcode.data}, #{e.faultstring.data}"
else
  raise "no fault: #{answer.inspect}"
end

def rest(path, type, body)
  answer = Net::HTTP.post(URI("#{URL}/rest/webapi#{path}"), body, 'Content-Type' => type)
  must(answer.is_a?(Net::HTTPOK), answer)
  answer.body.force_encoding('UTF-8')
end

def reset(setting)
  operator('POST', "/systems/futurama/reset?set=#{setting}")
end

operator('PUT', '/clock?frozen=true&now=2017-08-15T12:00:00Z')
$service = SOAP::WSDLDriverFactory.new("#{URL}/WebAPIService.svc?#{QUERY}").create_rpc_driver

say('wsdl', $service.singleton_methods(false).map(&:to_s).grep(/^[A-Z]/).sort.join(' '))
say('start', start(Folder: 'Savingsaccount', Document: 'start.xml'))
say('start another', start)
say('keep alive', keep($ids[0]))
advance('1s')
say('1 s later', keep($ids[0]))
advance('19m59s')
say('idle for 19m59s of 20m', keep($ids[0]))
say('the other, idle for 20m', keep($ids[1]))
say('once more', keep($ids[1]))
advance('20m')
say('idle for 20m', keep($ids[0]))
say('end it', finish($ids[0]))
say('never issued', keep('abc'))
say('end it', finish('abc'))
say('keep alive <&>', keep('<&>'))
say('empty', keep(''))
say('null', keep(nil))
say('no request', keep_as(NONE))

say('start', start)
say('start another', start)
say('white space around it', keep("\n #{$ids[2]} "))
say('end', finish($ids[2]))
say('keep alive', keep($ids[2]))
say('end again', finish($ids[2]))
say('the other', keep($ids[3]))
resource = $service.GetResource(Parameters: { Folder: 'Savingsaccount', Identifier: 'logo.png', Type: 'File' }).getResourceResult
must(resource.data.empty? && resource.mimeType.empty?, resource)
say('resource', "no data, #{resource.error}, no type")

advance('1m')
answer = JSON.parse(rest('/SessionKeepAlive', 'application/json', JSON.generate(sessionID: $ids[3])))
must(answer.keys == %w[Message NextTimeout], answer)
say('JSON keeps it alive', "#{answer['Message']}, #{until_(answer['NextTimeout'])}")
ended = rest('/SessionEnd', 'application/xml', "<SessionEndRequest><SessionID>#{$ids[3]}</SessionID></SessionEndRequest>")
say('XML ends it', ended[%r{<(?:\w+:)?Message>([^<]*)</}, 1])
say('keep alive', keep($ids[3]))
$ids << JSON.parse(rest('', 'application/json', '{"folder":"Savingsaccount"}'))['sessionID']
say('started with JSON', keep($ids[4]))
operator('POST', '/systems/futurama/restart')
say('after a restart', keep($ids[4]))

reset('documents=start.xml')
say('no such document', start(Document: 'end.xml'))
reset('enabled=false')
say('not enabled, start', start)
say('not enabled, keep alive', keep('abc'))
reset('missingRequest=fault')
say('no request, the other choice', fault { keep_as(NONE) })
reset('startSession=off')
say('no StartSession', fault { start })
