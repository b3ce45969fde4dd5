# Runs in Windows PE (with its component WinPE-PowerShell), started by winpeshl.ini: brings the network up and starts the agent.
$ErrorActionPreference = 'Stop'
wpeinit
$env:PUREBOOT_SERVER = 'http://edge.example:8081'
$env:PUREBOOT_EXECUTION = 'EXECUTION'
$env:PUREBOOT_TOKEN = [regex]::Match('http://edge.example:8081/api/v1/callback/EXECUTION/phone-home?token=TOKEN&step=come-up&attempt=1', 'token=([^&]+)').Groups[1].Value
$env:PUREBOOT_WORK_DIR = 'X:\pureboot'
$agent = Join-Path $env:SystemRoot 'System32\pureboot-agent.ps1'
while ($true) {
    powershell -NoProfile -ExecutionPolicy Bypass -File $agent
    switch ($LASTEXITCODE) {
        # The agent has rebooted the machine.
        3 { Start-Sleep -Seconds 600 }
        4 { Start-Sleep -Seconds 600 }
        0 { wpeutil reboot }
        # Another execution may be waiting: the boot request tells.
        77 {
            Start-Sleep -Seconds 15
            wpeutil reboot
        }
        default { Start-Sleep -Seconds 5 }
    }
}
