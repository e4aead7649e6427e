# A SQL Server session from beginning to end with soap4r, from the served WSDL.
#
#     ruby sqlserver.rb http://127.0.0.1:8080 http://127.0.0.1:8081
#
# The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
URL, ADMIN = ARGV
require_relative 'say'
require 'base64'
require 'soap/header/handler'
require 'tempfile'

OPTIONS = 'http://schemas.microsoft.com/sqlserver/2004/SOAP/Options'.freeze
PARAMETER = 'http://schemas.microsoft.com/sqlserver/2004/SOAP/types/SqlParameter'.freeze
WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'.freeze
TEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText'.freeze

def element(namespace, name, content = nil, **attributes)
  made = SOAP::SOAPElement.new(XSD::QName.new(namespace, name), content)
  attributes.each { |key, value| made.extraattr[key.to_s] = value.to_s }
  made
end

# The session of a request, and that of the answer.
class SqlSession < SOAP::Header::Handler
  attr_accessor :asked, :answered

  def initialize
    super(XSD::QName.new(OPTIONS, 'sqlSession'))
  end

  def on_outbound
    element(OPTIONS, 'sqlSession', **asked) if asked
  end

  def on_inbound(header, _must_understand)
    @answered = header.extraattr.transform_keys(&:name)
  end
end

# A login of SQL Server's own.
class Login < SOAP::Header::Handler
  def initialize(user, password)
    super(XSD::QName.new(WSSE, 'Security'))
    @user = user
    @password = password
  end

  def on_outbound
    token = element(WSSE, 'UsernameToken')
    token.add(element(WSSE, 'Username', @user))
    token.add(element(WSSE, 'Password', @password, Type: TEXT))
    security = element(WSSE, 'Security')
    security.add(token)
    security
  end
end

# One endpoint as one user. soap4r fetches no WSDL with a password, so that is done here.
class Endpoint
  def initialize(path, user: 'alice', password: 'soapstone', login: nil)
    @address = URL + path
    Tempfile.create('wsdl') do |file|
      file.write(Endpoint.fetch(URI("#{@address}?wsdl"), user, password))
      file.close
      @driver = SOAP::WSDLDriverFactory.new(file.path).create_rpc_driver
    end
    is(user, password)
    @driver.headerhandler << (@session = SqlSession.new)
    @driver.headerhandler << Login.new(*login) if login
  end

  def self.fetch(uri, user, password)
    request = Net::HTTP::Get.new(uri)
    request.basic_auth(user, password)
    answer = Net::HTTP.start(uri.host, uri.port) { |http| http.request(request) }
    answer.value # which raises unless it is a success
    answer.body
  end

  def is(user, password)
    @driver.options['protocol.http.basic_auth'] << [@address, user, password]
  end

  def operations
    @driver.singleton_methods(false).map(&:to_s).grep(/^sql/)
  end

  # Runs a batch, in a session if there is something to say about one, and returns the whole answer.
  def batch(commands, session = nil, parameters = [])
    @session.asked = session
    @session.answered = nil
    args = { BatchCommands: commands }
    args[:Parameters] = { SqlParameter: parameters } unless parameters.empty?
    @driver.sqlbatch(args)
  end

  # The attributes of the last answer's sqlSession in the order of their names, or "none" without one.
  def session
    return 'none' unless @session.answered
    @session.answered.map { |name, value| "#{name}=#{value}" }.sort.join(' ')
  end

  # Starts a session and returns its id and its timeout.
  def initiate(session = {})
    answer = batch('', { initiate: true, **session })
    must(answer.sqlbatchResult == '', answer) # soap4r's word for an element without content
    must(@session.answered.keys.sort == %w[sessionId timeout], session)
    @session.answered.values_at('sessionId', 'timeout')
  end

  # The only column of the only row of a batch's result.
  def value(commands, session = nil, parameters = [])
    result = batch(commands, session, parameters).sqlbatchResult
    must(result.sqlRowCount.count == '1', result)
    columns = result.sqlRowSet.diffgram.sqlRowSet1.row.__xmlele
    must(columns.length == 1, columns)
    columns.first.last
  end

  # Runs a batch that must fail, and says how.
  def fault(session = nil)
    answer = batch('', session)
  rescue SOAP::FaultError => e
    "fault #{e.faultcode.data}, #{e.faultstring.data}, header #{self.session}"
  else
    raise "no fault: #{answer.inspect}"
  end
end

def parameter(value, **attributes)
  made = element(PARAMETER, 'SqlParameter', **attributes)
  made.add(element(PARAMETER, 'Value', value))
  made
end

operator('PUT', '/clock?frozen=true')

begin
  Endpoint.new('/sql/demo', password: 'wrong')
rescue Net::HTTPClientException => e
  say('wsdl, wrong password', e.response.code == '401' ? 'refused' : e)
end
demo = Endpoint.new('/sql/demo')
say('wsdl', demo.operations.join(' '))
say('no session', "#{demo.value('SELECT @@LANGUAGE')}, header #{demo.session}")
id, timeout = demo.initiate(timeout: 12)
say('initiate', "id of #{Base64.strict_decode64(id).length} bytes, timeout #{timeout}")
must(demo.batch('SET LANGUAGE French', { sessionId: id }).sqlbatchResult == '', 'a result')
language = demo.value('SELECT @@LANGUAGE', { sessionId: id })
must(demo.session == "sessionId=#{id}", demo.session)
say('enlist', language)
say('no session again', demo.value('SELECT @@LANGUAGE'))
second, timeout = demo.initiate(timeout: 90)
must(second != id, second)
say('initiate, above the cap', "timeout #{timeout}")

text = { sqlDbType: 'NVarChar', maxLength: 20 }
question = -> { parameter('Noël', name: 'question', **text) }
answer = parameter('', name: 'answer', direction: 'InputOutput', **text)
say('parameter in', demo.value('SELECT @question', { sessionId: id }, [question.call]))
out = demo.batch("SET @answer = @question + N' et adieu'", { sessionId: id }, [question.call, answer]).parameters.sqlParameter
attributes = out.__xmlattr.transform_keys(&:name)
say('parameter out', "#{attributes.values_at('direction', 'name', 'sqlDbType').join(' ')} #{out.value}")
say('parameter without maxLength', demo.value('SELECT @word', { sessionId: id }, [parameter('hello', name: 'word', sqlDbType: 'VarChar')]))
failed = demo.batch('SELECT * FROM Missing', { sessionId: id }).sqlbatchResult
must(failed.__xmlele.length == 1, failed)
message = failed.sqlMessage
say('error of T-SQL', "#{message.number}, class #{message['Class']}, #{message.message}")

say('unknown id', demo.fault(sessionId: Base64.strict_encode64("\0" * 16)))
say('another user', Endpoint.new('/sql/demo', user: 'bob').fault(sessionId: id, terminate: true))
say('another endpoint', Endpoint.new('/sql/other').fault(sessionId: id, terminate: true))
say('its owner', demo.value('SELECT @@LANGUAGE', { sessionId: id }))

of_app, timeout = Endpoint.new('/sql/demo', login: %w[app soapstone]).initiate
say('SQL login', "timeout #{timeout}")
say('its session without the login', demo.fault(sessionId: of_app))
say('SQL login, wrong password', Endpoint.new('/sql/demo', login: %w[app wrong]).fault)
begin
  wrong = Endpoint.new('/sql/demo')
  wrong.is('alice', 'wrong')
  say('wrong password', wrong.batch(''))
rescue SOAP::HTTPStreamError => e
  say('wrong password', e.message[/\d+/])
end

language = demo.value('SELECT @@LANGUAGE', { sessionId: id, terminate: true })
must(demo.session == "sessionId=#{id} terminate=true", demo.session)
say('terminate', language)
say('use after the end', demo.fault(sessionId: id))
say('terminate again', demo.fault(sessionId: id, terminate: true))
operator('POST', '/faults?system=sqlserver&do=drop-reply&times=1')
# httpclient sends the request again by itself when the connection it kept is gone.
say('terminate, answer lost, again', demo.fault(sessionId: second, terminate: true))

id, = demo.initiate(timeout: 12)
advance('12s')
demo.batch('', { sessionId: id })
say('idle for 12 s of 12', 'alive')
advance('13s')
say('idle for 13 s of 12', demo.fault(sessionId: id))

none = Endpoint.new('/sql/nosessions')
say('sessions disabled', none.fault(initiate: true))
say('sessions disabled, none asked', none.value('SELECT @@LANGUAGE'))
