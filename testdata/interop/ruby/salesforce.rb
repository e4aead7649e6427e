# Salesforce sessions from login to login with soap4r, from the served WSDL.
#
#     ruby salesforce.rb http://127.0.0.1:8080 http://127.0.0.1:8081 u/64.0
#
# The second address is the operator's API, which moves the clock; the last is the API, u for partner and c for enterprise, and
# its version. Each step prints what it saw; a surprise ends it all.
URL, ADMIN, API = ARGV
require_relative 'say'
require 'soap/header/simplehandler'

SFORCE = "urn:#{API.start_with?('u') ? 'partner' : 'enterprise'}.soap.sforce.com".freeze
VERSION = API[2..].to_f

# The session of a connection, which goes into the header of each request.
class SessionHeader < SOAP::Header::SimpleHandler
  attr_accessor :id

  def initialize
    super(XSD::QName.new(SFORCE, 'SessionHeader'))
  end

  def on_simple_outbound
    { XSD::QName.new(SFORCE, 'sessionId') => id } if id
  end
end

# What the last answer says of the use of the API.
class LimitInfo < SOAP::Header::SimpleHandler
  attr_accessor :last

  def initialize
    super(XSD::QName.new(SFORCE, 'LimitInfoHeader'))
  end

  def on_simple_inbound(header, _must_understand)
    @last = header
  end
end

# One user's connection, which goes on where the login says.
class Connection
  attr_reader :result, :id

  def initialize(user, password = 'soapstone')
    @user = { username: user, password: password }
    @driver = SOAP::WSDLDriverFactory.new("#{URL}/services/Soap/#{API}?WSDL").create_rpc_driver
    @driver.headerhandler << (@session = SessionHeader.new) << (@limit = LimitInfo.new)
  end

  def login
    @session.id = nil
    @result = @driver.login(@user).result
    @driver.endpoint_url = @result.serverUrl
    is(@result.sessionId)
    self
  end

  def is(id)
    @session.id = @id = id
  end

  # Runs an operation. From 29.0 on, the answer tells the use of the API; before that, no answer has a header.
  def call(operation, args = {})
    @limit.last = nil
    answer = @driver.__send__(operation, args)
    if operation != 'logout'
      must((VERSION >= 29) == !@limit.last.nil?, @limit.last)
      if @limit.last
        info = @limit.last['limitInfo']
        must(info['type'] == 'API REQUESTS' && info['limit'] == '15000', info)
      end
    end
    answer
  end

  def user_name
    call('getUserInfo').result.userName
  end

  # What became of each of some sessions. soap4r has no list where there is one, and no types: its true is a string.
  def invalidate(*ids)
    results = call('invalidateSessions', sessionIds: ids).result
    [results].flatten.map do |result|
      errors = result.respond_to?(:errors) ? [result.errors].flatten : []
      must(result.success == errors.empty?.to_s, result)
      errors.empty? ? 'true' : "false #{errors.first.statusCode}"
    end.join(', ')
  end
end

# What a call that must fail failed with: the code and the text, and the type and the code of the detail.
def fault
  answer = yield
rescue SOAP::FaultError => e
  kinds = e.detail.__xmlele
  must(kinds.length == 1, e.detail)
  name, inner = kinds.first
  must("#{inner.exceptionCode}: #{inner.exceptionMessage}" == e.faultstring.data, e.detail)
  "fault #{e.faultcode.data}, #{e.faultstring.data.gsub("\n", '\n')}, #{name.name}"
else
  raise "no fault: #{answer.inspect}"
end

operator('PUT', '/clock?frozen=true&now=2026-01-02T03:04:05Z')

say('login, wrong password', fault { Connection.new('alice@example.com', 'wrong').login })
alice = Connection.new('alice@example.com').login
must(alice.result.passwordExpired == 'false', alice.result)
must(alice.result.userId == alice.result.userInfo.userId, alice.result)
first = alice.id
say('login', "#{first.length} characters of #{first.split('!').first}, #{URI(alice.result.serverUrl).path}")
say('login again', alice.login.id == first ? 'the same session' : alice.id)
info = alice.call('getUserInfo').result
must(info.userId == alice.result.userId, info)
must(info.respond_to?(:sessionSecondsValid) == (VERSION >= 21), info)
say('user', "#{info.userName} of #{info.organizationName}")
say('server timestamp', alice.call('getServerTimestamp').result.timestamp)

bob = Connection.new('bob@example.com').login
must(bob.id != alice.id, bob.id)
say('invalidate another and an unknown one', alice.invalidate(bob.id, 'abc'))
say('the other', fault { bob.user_name })
say('the other invalidates', fault { bob.invalidate(alice.id) })
say('the other logs in', bob.login.user_name)
say('invalidate another and its own', alice.invalidate(bob.id, alice.id))
say('its own', fault { alice.user_name })
say('its own again', fault { alice.invalidate(alice.id) })
must(alice.login.id != first, alice.id)
say('login after it', alice.user_name)
say('201 ids', fault { alice.invalidate(*Array.new(201, alice.id)) })

out = alice.call('logout')
say('logout', out.nil? || out == '' ? 'done' : out.inspect)
say('logout again', fault { alice.call('logout') })
say('call after it', fault { alice.user_name })
alice.is('abc')
say('no session id at all', fault { alice.user_name })

alice.login
advance('7199s')
say('idle for 7199 s of 7200', alice.user_name)
advance('7200s')
say('idle for 7200 s', fault { alice.user_name })
say('login after it', alice.login.user_name)

expired = Connection.new('expired@example.com').login
say('login, password expired', expired.result.passwordExpired)
say('before a new one', fault { expired.user_name })
expired.call('setPassword', userId: expired.result.userId, password: 'soapstone2')
say('with a new one', expired.user_name)
say('login with the old one', fault { expired.login })
