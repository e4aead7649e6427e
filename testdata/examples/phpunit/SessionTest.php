<?php
declare(strict_types=1);
require_once __DIR__ . '/Soapstone.php';

use PHPUnit\Framework\TestCase;

final class SessionTest extends TestCase
{
    private Soapstone $soapstone;
    private SoapClient $administrator;

    protected function setUp(): void
    {
        $this->soapstone = Soapstone::start();
        $this->administrator = new SoapClient($this->soapstone->url . '/cfcc/control?view=services/AdministratorService?WSDL',
            ['login' => 'admin', 'password' => 'soapstone', 'cache_wsdl' => WSDL_CACHE_NONE]);
    }

    public function testASessionLivesUntilItIsClosed(): void
    {
        $id = $this->administrator->getSession();
        $this->assertTrue($this->administrator->validateSession($id));
        $this->administrator->closeSession($id);
        $this->assertFalse($this->administrator->validateSession($id));
    }

    public function testASessionExpires(): void
    {
        $id = $this->administrator->getSession();
        $this->soapstone->advance('1h');
        $this->assertFalse($this->administrator->validateSession($id));
    }
}
