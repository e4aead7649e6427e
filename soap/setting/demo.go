package setting

// DemoPassword is the password of every demo account, which everybody knows.
const DemoPassword = "soapstone"
