# The operator's API, and the lines in which the programs of this folder tell what they saw.
require 'net/http'
require 'soap/wsdlDriver'

$stdout.sync = true

# A request of the operator's, which has to be through before the next step.
def operator(method, call)
  uri = URI(ADMIN + call)
  answer = Net::HTTP.start(uri.host, uri.port) { |http| http.send_request(method, uri.request_uri) }
  raise answer.body unless answer.is_a?(Net::HTTPSuccess)
end

def advance(by)
  operator('POST', "/clock/advance?by=#{by}")
end

def say(step, saw)
  puts "#{step}: #{saw}"
end

def must(holds, saw)
  raise "not as it must be: #{saw.inspect}" unless holds
end
