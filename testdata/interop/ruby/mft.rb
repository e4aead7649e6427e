# The sessions of TIBCO MFT from beginning to end with soap4r, from the served WSDLs.
#
#     ruby mft.rb http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef
#
# The second address is the operator's API, which moves the clock; the last word is the form of beans. Each step prints what it
# saw; a surprise ends it all.
URL, ADMIN, BEANS = ARGV
require_relative 'say'

CONTROL = '/cfcc/control?view=services/'
$ids = []

# Keeps the last answer as it came: soap4r resolves references in what it hands out.
class Answers < SOAP::Filter::Handler
  attr_reader :last

  def on_inbound(xml, _opt)
    @last = xml
  end
end

# The operations of a service as one user, at the documented address instead of that of the WSDL.
def service(name, user, password, path = CONTROL)
  address = "#{URL}#{path}#{name}"
  driver = SOAP::WSDLDriverFactory.new("#{address}?WSDL").create_rpc_driver
  driver.endpoint_url = address
  if user
    driver.options['protocol.http.basic_auth'] << [address, user, password]
    driver.streamhandler.client.force_basic_auth = true # else it waits for a 401, which does not come
  end
  driver
end

def administrator(user, password = 'soapstone')
  service('AdministratorService', user, password)
end

def transfer(user, password = 'soapstone')
  service('FTService', user, password)
end

# Keeps an id that was just issued, and lets a second pass: lists are in the order of birth.
def issued(id)
  must(id.is_a?(String) && !id.empty? && id.length <= 64, id)
  $ids << id
  advance('1s')
  id
end

def items(sessions)
  "#{sessions.length} items"
end

def show(sessions)
  [items(sessions), *sessions.map { |s| s.nil? ? 'null' : show_one(s) }].join('; ')
end

# A session. The type of its date has the name of a class of Ruby's, which soap4r fills without asking it: only its
# variables are the date.
def show_one(s)
  at = %w[year month day hour minute second].map { |name| s.sessionIDDate.instance_variable_get("@#{name}") }
  format('#%d %s %s %s %d-%02d-%02d %02d:%02d:%02d', $ids.index(s.sessionID) + 1, s.userID, s.addTerminatingNull,
         s.remoteIPAddress, *at)
end

# What answers of type boolean say, in the words of XML.
def yes(*answers)
  must(answers.all? { |a| [true, false].include?(a) }, answers)
  answers.join(', ')
end

def attempt(step)
  say(step, yield)
rescue SOAP::FaultError => e
  say(step, "fault #{e.faultcode.data}, #{e.faultstring.data}")
end

# The four calls that need a right. The one session that is to be deleted is none.
def attempts(who, port, id)
  attempt("#{who} lists active") { items(port.listActiveSessionIds(id)) }
  attempt("#{who} lists expired") { items(port.getExpiredSessionIds(id)) }
  attempt("#{who} deletes expired") { yes(port.deleteExpiredSessionIds(id)) }
  attempt("#{who} deletes") { yes(port.deleteSessionId('none', id)) }
end

operator('POST', "/systems/mft/reset?set=beans=#{BEANS}")
operator('PUT', '/clock?frozen=true&now=2014-07-11T12:00:00Z')

port = administrator('admin')
answers = Answers.new
port.filterchain << answers
say('wsdl', port.singleton_methods(false).map(&:to_s).grep_v(/=$/).sort.join(' '))

attempt('wrong password') { administrator('admin', 'wrong').getSession }
attempt('wrong password, BW') { administrator('admin', 'wrong').getBWSession }
attempt('no such user') { administrator('nobody').getSession }
attempt('no password') { administrator(nil).getSession }

one = issued(administrator('TransferUser').getSession)
two = issued(administrator('AuditorUser').getBWSession)
advance('9m58s')
plain = issued(port.getSession)
bw = issued(port.getBWSession)
help = issued(administrator('HelpDeskUser').getSession)
viewer = issued(administrator('Viewer').getSession)
say('sessions', $ids.uniq.length)

say('validate', yes(port.validateSession(plain)))
say('validate none', yes(port.validateSession('none')))
say('validate null', yes(port.validateSession(nil)))
say('active', show(port.listActiveSessionIds(plain)))
say('beans', answers.last.include?(' href="#') ? 'multiRef' : 'inline')
say('active, BW', show(port.listActiveSessionIds(bw)))
say('nothing expired', show(port.getExpiredSessionIds(plain)))
say('nothing expired, BW', show(port.getExpiredSessionIds(bw)))

attempts('TransferUser', port, one)
attempts('AuditorUser', port, two)
attempts('Viewer', port, viewer)
attempts('HelpDeskUser', port, help)
department = issued(administrator('DeptAdmin').getSession)
sales = issued(administrator('SalesUser').getBWSession)
say('DeptAdmin sees', show(port.listActiveSessionIds(department)))
attempts('DeptAdmin', port, department)

advance('19m54s')
say('idle for 30m of 30m', yes(port.validateSession(one)))
advance('1s')
say('idle for 30m1s of 30m', yes(port.validateSession(one)))
advance('1s')
say('expired', show(port.getExpiredSessionIds(plain)))
say('expired, BW', show(port.getExpiredSessionIds(bw)))
attempts('expired', port, one)
say('delete one expired', yes(port.deleteSessionId(one, help)))
attempt('delete it again') { yes(port.deleteSessionId(one, help)) }
say('expired, BW', show(port.getExpiredSessionIds(bw)))
say('delete expired', yes(port.deleteExpiredSessionIds(plain)))
say('expired', show(port.getExpiredSessionIds(plain)))
say('delete one active', yes(port.deleteSessionId(viewer, plain)))
say('validate', yes(port.validateSession(viewer)))
attempts('deleted', port, viewer)

advance('10m5s')
say('expired, BW', show(port.getExpiredSessionIds(bw)))
attempt('FT, wrong password') { transfer('TransferUser', 'wrong').getSession }
say('FT purged nothing', items(port.getExpiredSessionIds(bw)))
file = transfer('TransferUser')
third = issued(file.getSession)
say('FT purges', show(port.getExpiredSessionIds(bw)))
say('active, BW', show(port.listActiveSessionIds(bw)))
say('FT validates', yes(file.validateSession(third), file.validateSession(bw), file.validateSession(sales)))
say('FT closes', yes(file.closeSession(third), file.closeSession(third), port.validateSession(third)))

say('close', yes(port.closeSession(bw)))
say('close again', yes(port.closeSession(bw)))
say('validate', yes(port.validateSession(bw)))
attempts('closed', port, bw)
advance('19m54s')
say('listed after 30m of 30m', show(port.listActiveSessionIds(plain)))
advance('30m')
say('and after 30m more', show(port.listActiveSessionIds(plain)))
advance('30m1s')
attempts('too late', port, plain)
say('close too late', yes(port.closeSession(plain), port.closeSession(plain)))

# The path of Axis itself, which is the one that the WSDL has.
direct = service('AdministratorService', 'admin', 'soapstone', '/cfcc/services/')
say('again', show(direct.listActiveSessionIds(issued(direct.getSession))))

operator('POST', '/systems/mft/reset?set=badCredentials=401')
begin
  say('wrong password, the other choice', administrator('admin', 'wrong').getSession)
rescue SOAP::HTTPStreamError => e
  say('wrong password, the other choice', e.message[/\d+/])
end
