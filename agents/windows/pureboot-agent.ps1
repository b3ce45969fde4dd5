# PureBoot's agent for Windows: asks the edge what the machine has to do now, does it, reports it, and asks again.
#
# Runs under Windows PowerShell 5.1 (Windows PE needs its components WinPE-WMI, -NetFx, -Scripting and -PowerShell) and PowerShell 7.
# Needs no module and compiles nothing. This file is ASCII: 5.1 takes a file without a byte order mark for the machine's code page.
#
# Usage: powershell -NoProfile -ExecutionPolicy Bypass -File pureboot-agent.ps1 [-Version]
#
# Where it finds its orders: the environment, then lines NAME=VALUE of the file that PUREBOOT_CONFIG_FILE names (default:
# pureboot-agent.conf beside this script, which is where wimboot puts a file of that name).
#   PUREBOOT_SERVER     URL of the edge, http:// or https://
#   PUREBOOT_EXECUTION  id of the execution
#   PUREBOOT_TOKEN      bearer token of the execution
#
# What surrounds it (all optional, the environment or the file):
#   PUREBOOT_WORK_DIR        directory for its files, kept by the caller; default: pureboot below the temporary directory
#   PUREBOOT_REBOOT_COMMAND  command line that reboots; default: wpeutil reboot in Windows PE, shutdown /r elsewhere
#   PUREBOOT_DONE_COMMAND    command line run when nothing will follow; default: none
#   PUREBOOT_BOOT_ID         id of this boot; default: one that is kept in a volatile registry key
#   PUREBOOT_BACKOFF_MILLIS, PUREBOOT_BACKOFF_MAX_MILLIS   first and longest pause between two tries, 500 and 30000
#   PUREBOOT_FETCH_TRIES     how often a script's URL is tried, 10
#   PUREBOOT_LOG_SECONDS     how long what a script prints may wait before it is sent, 5; 0: only its end is sent, with the report
#
# A step's script runs in a process of its own with empty stdin, in an empty directory. Its interpreter is PowerShell unless the step
# names another: "cmd" runs it as a batch file, anything else gets the file's path as its last argument. It finds PUREBOOT_SERVER,
# PUREBOOT_EXECUTION, PUREBOOT_TOKEN, PUREBOOT_STEP_ID, PUREBOOT_STEP_NAME, PUREBOOT_ATTEMPT and PUREBOOT_BOOT_ID in its environment, and
# on its PATH the commands
#   pureboot_report MESSAGE [PERCENT]    what the step is doing just now, and how far it is
#   pureboot_output NAME VALUE           a value for the steps that follow
# The disk to install on is chosen in the step's own words: Get-Disk tells serial, model, size, bus and location.
# A PowerShell step ends with the status of its exit, or of the last program that it ran; an error that nobody catches is status 1.
# What it prints is sent while it runs, as UTF-8. The engine owns the timeouts: the agent ends a script, with all that it has started,
# only when a heartbeat is answered with cancel or stop.
#
# Exit status:
#   0   done: nothing will follow          3   the reboot command of a reboot step has been run
#   4   the reboot command has been run, and the machine is to start from its disk
#   64  what it was given is missing or wrong
#   71  the reboot command failed
#   73  its work directory cannot be made
#   77  the edge refused execution or token five times in a row
param([switch]$Version)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$script:AgentVersion = 2
$script:LogLines = 200
$script:TailChars = 65536
$script:ReportBytes = 200000 # the engine takes bodies of up to 256 KB
$script:ChunkChars = 20000   # at most 60 KB of UTF-8
$script:PendingChars = 1048576
$script:IsWin = [Environment]::OSVersion.Platform -eq [PlatformID]::Win32NT
$script:Utf8 = New-Object System.Text.UTF8Encoding($false)
$script:Random = New-Object System.Random
$script:RetryAfter = 0
$script:Spooled = ''
$script:SpooledReport = $null

# ---------------------------------------------------------------------------------------------------------------------
# Small things
# ---------------------------------------------------------------------------------------------------------------------

function Write-Line([string]$Text) {
    [Console]::Error.WriteLine('pureboot-agent: ' + $Text)
}

# Ends the agent.
function Stop-Agent([int]$Status, [string]$Text) {
    if ($Text) { Write-Line $Text }
    exit $Status
}

# A monotonic clock, in seconds: the wall clock may be set while a step runs.
$script:Watch = [System.Diagnostics.Stopwatch]::StartNew()
function Get-Seconds {
    return $script:Watch.Elapsed.TotalSeconds
}

# Sleeps before try number $Tries + 1: full jitter below an exponentially growing limit, at least a tenth of it, and never less than what
# the other side asked for in Retry-After.
function Wait-BackOff([int]$Tries) {
    $limit = [double]$script:BackoffMillis
    for ($i = 1; $i -lt $Tries -and $limit -lt $script:BackoffMaxMillis; $i++) { $limit = $limit * 2 }
    $limit = [Math]::Min($limit, [double]$script:BackoffMaxMillis)
    $pause = $script:RetryAfter * 1000 + $limit / 10 + $script:Random.NextDouble() * $limit
    Start-Sleep -Milliseconds ([int]$pause)
}

# A member of an object out of JSON, or $null; strict mode knows no absent members.
function Get-Member-Or-Null($Object, [string]$Name) {
    if ($null -eq $Object) { return $null }
    $member = $Object.PSObject.Properties[$Name]
    if ($null -eq $member) { return $null }
    return $member.Value
}

# As JSON in UTF-8. -Depth: 5.1 writes what lies deeper than 2 as the name of its type. Strings are copied by -f: 5.1 writes a string that
# carries further properties as an object.
function ConvertTo-Utf8Json($Object) {
    $bytes = $script:Utf8.GetBytes((ConvertTo-Json -InputObject $Object -Depth 5 -Compress))
    return , $bytes
}

function ConvertTo-PlainText([string]$Text) {
    return ('{0}' -f $Text).Replace([string][char]0, '')
}

# What is no UTF-8 is left out, as the Linux agent does.
function New-Decoder {
    $none = New-Object System.Text.DecoderReplacementFallback('')
    $question = New-Object System.Text.EncoderReplacementFallback('?')
    return [System.Text.Encoding]::GetEncoding('utf-8', $question, $none).GetDecoder()
}

# The end of a text: at most so many characters and lines, not beginning within a surrogate pair.
function Get-End([string]$Text, [int]$Characters, [int]$Lines) {
    if ($Text.Length -eq 0) { return '' }
    $newline = [char]10
    $from = [Math]::Max(0, $Text.Length - $Characters)
    if ($from -lt $Text.Length -and [char]::IsLowSurrogate($Text[$from])) { $from++ }
    $at = $Text.Length
    if ($Text[$at - 1] -eq $newline) { $at-- }
    for ($n = 0; $n -lt $Lines -and $at -gt 0; $n++) {
        $at = $Text.LastIndexOf($newline, $at - 1)
        if ($at -lt 0) { break }
    }
    return $Text.Substring([Math]::Max($from, $at + 1))
}

# ---------------------------------------------------------------------------------------------------------------------
# HTTP
# ---------------------------------------------------------------------------------------------------------------------

function Open-Http {
    Add-Type -AssemblyName System.Net.Http
    if ($PSVersionTable.PSVersion.Major -lt 6) {
        # .NET Framework speaks TLS 1.0 unless it is told.
        [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.SecurityProtocolType]::Tls12
    }
    $handler = New-Object System.Net.Http.HttpClientHandler
    # Looking for a proxy takes Windows PE many seconds.
    $handler.UseProxy = $false
    $script:Client = New-Object System.Net.Http.HttpClient($handler)
    $script:Client.Timeout = [System.Threading.Timeout]::InfiniteTimeSpan
    $script:Client.DefaultRequestHeaders.ExpectContinue = $false
}

# Begins a request; with -Body (bytes) a POST. -Foreign: not to our edge, so without our token.
function Start-Http {
    param([string]$Url, [byte[]]$Body = $null, [string]$Type = 'application/json', [string]$Accept = 'application/json',
        [int]$Seconds = 30, [switch]$Foreign)
    $method = [System.Net.Http.HttpMethod]::Get
    if ($null -ne $Body) { $method = [System.Net.Http.HttpMethod]::Post }
    $request = New-Object System.Net.Http.HttpRequestMessage($method, $Url)
    if (-not $Foreign) { [void]$request.Headers.TryAddWithoutValidation('Authorization', 'Bearer ' + $script:Token) }
    [void]$request.Headers.TryAddWithoutValidation('Accept', $Accept)
    if ($null -ne $Body) {
        $request.Content = New-Object System.Net.Http.ByteArrayContent(, $Body)
        [void]$request.Content.Headers.TryAddWithoutValidation('Content-Type', $Type)
    }
    $cancel = New-Object System.Threading.CancellationTokenSource($Seconds * 1000)
    return @{ Task = $script:Client.SendAsync($request, $cancel.Token); Cancel = $cancel; Kind = '' }
}

# Waits for the answer: Status (0: none), Bytes; sets RetryAfter.
function Complete-Http($Call) {
    $answer = @{ Status = 0; Bytes = (New-Object byte[] 0) }
    $script:RetryAfter = 0
    try {
        $response = $Call.Task.Result
        $bytes = $response.Content.ReadAsByteArrayAsync().Result
        $answer.Bytes = $bytes
        $answer.Status = [int]$response.StatusCode
        $after = $response.Headers.RetryAfter
        if ($null -ne $after -and $null -ne $after.Delta) {
            $seconds = [int]$after.Delta.TotalSeconds
            if ($seconds -gt 0 -and $seconds -le 300) { $script:RetryAfter = $seconds }
        }
        $response.Dispose()
    } catch {
        $answer.Status = 0
    }
    $Call.Cancel.Dispose()
    return $answer
}

function Get-AnswerText($Answer) {
    return $script:Utf8.GetString($Answer.Bytes)
}

# The answer's JSON object, or $null.
function Get-AnswerObject($Answer) {
    try {
        $object = ConvertFrom-Json -InputObject (Get-AnswerText $Answer)
        if ($object -is [System.Management.Automation.PSCustomObject]) { return $object }
    } catch {
        return $null
    }
    return $null
}

function Test-Taken([int]$Status) {
    return $Status -ge 200 -and $Status -lt 300
}

# Whether an answer may be another one when asked again.
function Test-MayChange([int]$Status) {
    return $Status -lt 400 -or $Status -ge 500 -or $Status -eq 408 -or $Status -eq 425 -or $Status -eq 429
}

function Get-StatusWords([int]$Status) {
    if ($Status -eq 0) { return 'no answer' }
    return "HTTP status $Status"
}

# ---------------------------------------------------------------------------------------------------------------------
# Reports
# ---------------------------------------------------------------------------------------------------------------------

function Get-StepUrl([string]$Rest) {
    return $script:Server + '/api/v1/callback/' + $script:Execution + '/step/' + $script:Step.Id + $Rest
}

function New-Report([string]$Status, [string]$Message) {
    $report = [ordered]@{ status = $Status; message = (ConvertTo-PlainText $Message) }
    if ($script:Step.Attempt) { $report['attempt'] = [int]$script:Step.Attempt }
    $report['event_id'] = [guid]::NewGuid().ToString()
    $report['boot_id'] = $script:BootId
    return $report
}

# Sends a report until the edge takes it (true) or refuses it for good (false); $script:LastStatus tells how.
function Send-UntilTaken([byte[]]$Body) {
    for ($try = 1; ; $try++) {
        $answer = Complete-Http (Start-Http -Url (Get-StepUrl '') -Body $Body)
        $script:LastStatus = $answer.Status
        if (Test-Taken $answer.Status) { return $true }
        if (-not (Test-MayChange $answer.Status)) {
            $words = Get-AnswerText $answer
            Write-Line ('refused with {0}: {1}' -f $answer.Status, $words.Substring(0, [Math]::Min(300, $words.Length)))
            return $false
        }
        Write-Line ('report not taken ({0}), try {1}' -f $answer.Status, $try)
        Wait-BackOff $try
    }
}

# While a report is only spooled at the edge (202), the engine may still name the same step: it is remembered, so that the step is not run
# a second time.
function Send-Final([byte[]]$Body) {
    $script:Spooled = ''
    if (-not (Send-UntilTaken $Body)) { return $false }
    if ($script:LastStatus -eq 202) {
        $script:Spooled = $script:Step.Id + ' ' + $script:Step.Attempt
        $script:SpooledReport = $Body
    }
    return $true
}

# The current step's final word, repeated until it is taken. $Run holds what its script has left, or is $null.
function Send-Report([string]$Status, [string]$Message, $Run) {
    $report = New-Report $Status $Message
    if ($null -ne $Run) {
        if ($null -ne $Run.ExitCode) { $report['exit_code'] = [int]$Run.ExitCode }
        $report['duration_seconds'] = [int]$Run.Duration
        $values = Read-Values $Run.Directory
        if ($values.Count -gt 0) { $report['output'] = $values }
        $characters = $script:TailChars
        $report['logs'] = Get-End $Run.Tail $characters $script:LogLines
        # Escapes make text longer: a tail of control characters grows sixfold.
        while ($characters -gt 0 -and (ConvertTo-Utf8Json $report).Length -gt $script:ReportBytes) {
            $characters = [int][Math]::Floor($characters / 2)
            $report['logs'] = Get-End $Run.Tail $characters $script:LogLines
        }
        if ($report['logs'] -eq '') { $report.Remove('logs') }
    }
    if (Send-Final (ConvertTo-Utf8Json $report)) { return $true }
    if ($script:LastStatus -ne 413) { return $false }
    Write-Line 'sending the report without its logs'
    foreach ($large in 'logs', 'output') {
        if ($report.Contains($large)) { $report.Remove($large) }
    }
    return (Send-Final (ConvertTo-Utf8Json $report))
}

# What the script has said by pureboot_output.
function Read-Values([string]$Directory) {
    $values = [ordered]@{}
    $folder = Join-Path $Directory 'values'
    if (-not [System.IO.Directory]::Exists($folder)) { return $values }
    foreach ($file in ([System.IO.Directory]::GetFiles($folder, 'v-*.txt') | Sort-Object)) {
        $name = [System.IO.Path]::GetFileNameWithoutExtension($file).Substring(2)
        $values[$name] = ConvertTo-PlainText ([System.IO.File]::ReadAllText($file, $script:Utf8))
    }
    return $values
}

# ---------------------------------------------------------------------------------------------------------------------
# The commands of a step. They only leave notes: a script never waits for the network.
# ---------------------------------------------------------------------------------------------------------------------

$script:ReportCommand = @'
# pureboot_report MESSAGE [PERCENT]: tells PureBoot what the step is doing just now and how far it is, 0 to 100.
param([string]$Message, [string]$Percent = '-')
if (-not $Message -or $Percent -notmatch '^(-|[0-9]|[1-9][0-9]|100)$') {
    [Console]::Error.WriteLine('usage: pureboot_report MESSAGE [PERCENT], a whole number from 0 to 100')
    exit 64
}
if (-not $env:PUREBOOT_STEP_DIR) {
    [Console]::Error.WriteLine('pureboot_report: not within a step')
    exit 69
}
$line = $Message -replace '[\r\n\t]', ' '
if ($line.Length -gt 500) { $line = $line.Substring(0, 500) }
$file = Join-Path $env:PUREBOOT_STEP_DIR 'progress'
for ($try = 1; ; $try++) {
    try {
        [System.IO.File]::AppendAllText($file, "$Percent $line`n", (New-Object System.Text.UTF8Encoding($false)))
        exit 0
    } catch {
        # Another one writes just now.
        if ($try -ge 50) { exit 73 }
        Start-Sleep -Milliseconds 20
    }
}
'@

$script:OutputCommand = @'
# pureboot_output NAME VALUE: keeps a value for the steps that follow; it is sent with the step's end. NAME is of letters, digits, _ . -
# and at most 64 long; the last value of a name counts; all together have at most 32 KB.
param([string]$Name, [string]$Value = '')
if ($Name -notmatch '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$') {
    [Console]::Error.WriteLine("pureboot_output: '$Name' is no name")
    exit 64
}
if (-not $env:PUREBOOT_STEP_DIR) {
    [Console]::Error.WriteLine('pureboot_output: not within a step')
    exit 69
}
$folder = Join-Path $env:PUREBOOT_STEP_DIR 'values'
[void][System.IO.Directory]::CreateDirectory($folder)
# A device's name, such as CON, is no file's name.
$file = Join-Path $folder ('v-' + $Name + '.txt')
$bytes = (New-Object System.Text.UTF8Encoding($false)).GetBytes($Value)
$size = $bytes.Length
$count = 1
foreach ($other in [System.IO.Directory]::GetFiles($folder, 'v-*.txt')) {
    if ($other -ne $file) {
        $size += (New-Object System.IO.FileInfo($other)).Length
        $count++
    }
}
if ($size -gt 32768 -or $count -gt 100) {
    [Console]::Error.WriteLine('pureboot_output: all values together have at most 32768 bytes and 100 names')
    exit 65
}
[System.IO.File]::WriteAllBytes($file, $bytes)
exit 0
'@

# What runs a PowerShell step. Within try, an error that ends a statement ends the script: a step goes not on after it.
$script:StepRunner = @'
$utf8 = New-Object System.Text.UTF8Encoding($false)
try { [Console]::OutputEncoding = $utf8 } catch { $null = $_ }
$OutputEncoding = $utf8
$ProgressPreference = 'SilentlyContinue'
$global:LASTEXITCODE = 0
try {
    & (Join-Path $env:PUREBOOT_STEP_DIR 'script.ps1')
} catch {
    [Console]::Error.WriteLine(($_ | Out-String).TrimEnd())
    exit 1
}
exit $global:LASTEXITCODE
'@

function New-Commands {
    $bin = Join-Path $script:WorkDir 'bin'
    [void][System.IO.Directory]::CreateDirectory($bin)
    $commands = @{ pureboot_report = $script:ReportCommand; pureboot_output = $script:OutputCommand }
    foreach ($name in $commands.Keys) {
        [System.IO.File]::WriteAllText((Join-Path $bin "$name.ps1"), $commands[$name], $script:Utf8)
        # For batch files and other programs.
        $batch = "@`"$(Get-PowerShellPath)`" -NoProfile -ExecutionPolicy Bypass -File `"%~dp0$name.ps1`" %*`r`n"
        [System.IO.File]::WriteAllText((Join-Path $bin "$name.cmd"), $batch, $script:Utf8)
    }
    [System.IO.File]::WriteAllText((Join-Path $script:WorkDir 'run-step.ps1'), $script:StepRunner, $script:Utf8)
}

function Get-PowerShellPath {
    $name = 'powershell.exe'
    if ($PSVersionTable.PSVersion.Major -ge 6) {
        $name = 'pwsh'
        if ($script:IsWin) { $name = 'pwsh.exe' }
    }
    return (Join-Path $PSHOME $name)
}

# ---------------------------------------------------------------------------------------------------------------------
# A step's processes
# ---------------------------------------------------------------------------------------------------------------------

# kernel32's calls for job objects, without a compiler: Windows PE has none. $null where that is not possible.
function New-JobCalls {
    try {
        $name = New-Object System.Reflection.AssemblyName('PureBootJobs')
        $access = [System.Reflection.Emit.AssemblyBuilderAccess]::Run
        if ($PSVersionTable.PSVersion.Major -ge 6) {
            $assembly = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly($name, $access)
        } else {
            $assembly = [AppDomain]::CurrentDomain.DefineDynamicAssembly($name, $access)
        }
        $type = $assembly.DefineDynamicModule('PureBootJobs').DefineType('Jobs', 'Public, Class')
        $calls = @(
            @('CreateJobObjectW', [IntPtr], [Type[]]@([IntPtr], [IntPtr])),
            @('AssignProcessToJobObject', [bool], [Type[]]@([IntPtr], [IntPtr])),
            @('TerminateJobObject', [bool], [Type[]]@([IntPtr], [uint32])),
            @('CloseHandle', [bool], [Type[]]@(, [IntPtr]))
        )
        foreach ($call in $calls) {
            $method = $type.DefinePInvokeMethod($call[0], 'kernel32.dll', 'Public, Static, PinvokeImpl', 'Standard', $call[1], $call[2],
                'Winapi', 'Unicode')
            $method.SetImplementationFlags('PreserveSig')
        }
        return $type.CreateType()
    } catch {
        Write-Line "no job objects here: $_"
        return $null
    }
}

# A job with the process in it, or zero: its descendants belong to it too, whoever their parents are by then.
function New-Job($Process) {
    if (-not $script:IsWin -or $null -eq $script:Jobs) { return [IntPtr]::Zero }
    try {
        $jobs = $script:Jobs
        $job = $jobs::CreateJobObjectW([IntPtr]::Zero, [IntPtr]::Zero)
        if ($job -ne [IntPtr]::Zero -and $jobs::AssignProcessToJobObject($job, $Process.Handle)) { return $job }
    } catch {
        Write-Line "no job for process $($Process.Id): $_"
    }
    return [IntPtr]::Zero
}

# Kills a process and what descends from it. Children that came into being meanwhile are found by the next round.
function Stop-Tree([int]$Id) {
    for ($round = 0; $round -lt 5; $round++) {
        $all = @(Get-CimInstance -ClassName Win32_Process -Property @('ProcessId', 'ParentProcessId', 'CreationDate'))
        $tree = @{}
        $began = @{}
        foreach ($one in $all) { $began[[int]$one.ProcessId] = $one.CreationDate }
        $tree[$Id] = $true
        do {
            $more = $false
            foreach ($one in $all) {
                $parent = [int]$one.ParentProcessId
                # A parent's id may have been given away again: a child is younger than its parent.
                if ($tree.ContainsKey($parent) -and -not $tree.ContainsKey([int]$one.ProcessId) -and $began.ContainsKey($parent) -and
                    $one.CreationDate -ge $began[$parent]) {
                    $tree[[int]$one.ProcessId] = $true
                    $more = $true
                }
            }
        } while ($more)
        $alive = @($tree.Keys | Where-Object { $began.ContainsKey($_) -and $_ -ne $PID })
        if ($alive.Count -eq 0) { return }
        # Parents first, so that they start no more.
        foreach ($one in ($alive | Sort-Object { $began[$_] })) {
            Stop-Process -Id $one -Force -ErrorAction SilentlyContinue
        }
        Start-Sleep -Milliseconds 100
    }
}

# Ends the step's script with all that it has started.
function Stop-Step($Process, [IntPtr]$Job) {
    try {
        if ($Job -ne [IntPtr]::Zero) {
            # The status of a process that was ended by Ctrl-C: STATUS_CONTROL_C_EXIT.
            $jobs = $script:Jobs
            [void]$jobs::TerminateJobObject($Job, [uint32]3221225786)
        } elseif ($PSVersionTable.PSVersion.Major -ge 6) {
            $Process.Kill($true)
        } else {
            Stop-Tree $Process.Id
        }
    } catch {
        Write-Line "process $($Process.Id) cannot be ended: $_"
    }
}

# A script that an agent before this one left running must not run beside its own repetition.
function Stop-Leftover {
    $note = Join-Path $script:WorkDir 'script.pid'
    if (-not [System.IO.File]::Exists($note)) { return }
    try {
        $words = [System.IO.File]::ReadAllText($note).Trim().Split(' ')
        $process = [System.Diagnostics.Process]::GetProcessById([int]$words[0])
        if ($process.StartTime.ToFileTimeUtc().ToString() -eq $words[1]) {
            Write-Line "ending process $($words[0]), which an agent before this one left"
            Stop-Step $process ([IntPtr]::Zero)
            [void]$process.WaitForExit(10000)
        }
    } catch {
        # It has ended.
        $null = $_
    }
    [System.IO.File]::Delete($note)
}

# Starts the step's script; its output can be read.
function Start-Step([string]$Directory, [string]$Interpreter, [string]$Text) {
    $info = New-Object System.Diagnostics.ProcessStartInfo
    $words = @($Interpreter.Split([char[]]' ', [StringSplitOptions]::RemoveEmptyEntries))
    if ($words.Count -eq 0 -or $words[0] -match '^(.*[\\/])?(powershell|pwsh)(\.exe)?$') {
        # With a byte order mark, without which 5.1 would not take it for UTF-8.
        [System.IO.File]::WriteAllText((Join-Path $Directory 'script.ps1'), $Text, (New-Object System.Text.UTF8Encoding($true)))
        $info.FileName = Get-PowerShellPath
        if ($words.Count -gt 0) { $info.FileName = $words[0] }
        $arguments = @($words | Select-Object -Skip 1)
        if ($arguments.Count -eq 0) { $arguments = @('-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass') }
        if ($arguments -notcontains '-File') { $arguments += '-File' }
        $info.Arguments = ($arguments -join ' ') + ' "' + (Join-Path $script:WorkDir 'run-step.ps1') + '"'
    } elseif ($words[0] -match '^(.*[\\/])?cmd(\.exe)?$') {
        $file = Join-Path $Directory 'script.cmd'
        [System.IO.File]::WriteAllText($file, "@chcp 65001 >nul`r`n" + ($Text -replace "`r?`n", "`r`n"), $script:Utf8)
        $info.FileName = $words[0]
        $info.Arguments = '/d /c "' + $file + '"'
    } else {
        $file = Join-Path $Directory 'script'
        [System.IO.File]::WriteAllText($file, $Text, $script:Utf8)
        $info.FileName = $words[0]
        $info.Arguments = (@($words | Select-Object -Skip 1) + ('"' + $file + '"')) -join ' '
    }
    $cwd = Join-Path $Directory 'cwd'
    [void][System.IO.Directory]::CreateDirectory($cwd)
    $info.WorkingDirectory = $cwd
    $info.UseShellExecute = $false
    $info.CreateNoWindow = $true
    $info.RedirectStandardInput = $true
    $info.RedirectStandardOutput = $true
    $info.RedirectStandardError = $true
    $surroundings = @{
        PUREBOOT_SERVER = $script:Server; PUREBOOT_EXECUTION = $script:Execution; PUREBOOT_TOKEN = $script:Token
        PUREBOOT_BOOT_ID = $script:BootId; PUREBOOT_STEP_ID = $script:Step.Id; PUREBOOT_STEP_NAME = $script:Step.Name
        PUREBOOT_ATTEMPT = $script:Step.Attempt; PUREBOOT_STEP_DIR = $Directory
        PATH = (Join-Path $script:WorkDir 'bin') + [System.IO.Path]::PathSeparator + $env:PATH
    }
    foreach ($name in $surroundings.Keys) { $info.EnvironmentVariables[$name] = [string]$surroundings[$name] }
    $process = [System.Diagnostics.Process]::Start($info)
    $process.StandardInput.Close()
    return $process
}

# ---------------------------------------------------------------------------------------------------------------------
# What a step prints
# ---------------------------------------------------------------------------------------------------------------------

function New-Reading($Stream) {
    $buffer = New-Object byte[] 65536
    return @{ Stream = $Stream; Buffer = $buffer; Decoder = (New-Decoder); Task = $Stream.ReadAsync($buffer, 0, $buffer.Length) }
}

# Takes what has come and goes on reading; false at the end.
function Read-More($Reading, $Run) {
    $count = 0
    try { $count = $Reading.Task.Result } catch { $count = 0 }
    $characters = New-Object char[] ($count + 4)
    $length = $Reading.Decoder.GetChars($Reading.Buffer, 0, $count, $characters, 0, ($count -eq 0))
    if ($length -gt 0) { Add-Output $Run (New-Object string($characters, 0, $length)) }
    if ($count -eq 0) {
        $Reading.Task = $null
        return $false
    }
    $Reading.Task = $Reading.Stream.ReadAsync($Reading.Buffer, 0, $Reading.Buffer.Length)
    return $true
}

# Keeps the end of the output for the report, and what has not been sent for the log; both bounded.
function Add-Output($Run, [string]$Text) {
    $plain = $Text.Replace([string][char]0, '')
    [void]$Run.End.Append($plain)
    if ($Run.End.Length -gt 4 * $script:TailChars) { [void]$Run.End.Remove(0, $Run.End.Length - $script:TailChars) }
    if ($Run.LogOff) { return }
    if ($Run.Pending.Length + $plain.Length -gt $script:PendingChars) {
        $Run.LeftOut += $plain.Length
    } else {
        if ($Run.LeftOut -gt 0) {
            [void]$Run.Pending.Append("`n[$($Run.LeftOut) characters came too fast and are left out here]`n")
            $Run.LeftOut = 0
        }
        [void]$Run.Pending.Append($plain)
    }
}

# The next chunk of the log, or $null. A chunk whose fate is not known is sent again as it was, so that nothing comes twice.
function Get-Chunk($Run) {
    if ($Run.LogOff) { return $null }
    if ($null -eq $Run.Chunk -and $Run.Pending.Length -gt 0) {
        $length = [Math]::Min($Run.Pending.Length, $script:ChunkChars)
        if ($length -lt $Run.Pending.Length -and [char]::IsHighSurrogate($Run.Pending.Chars($length - 1))) { $length-- }
        $Run.Chunk = $script:Utf8.GetBytes($Run.Pending.ToString(0, $length))
        [void]$Run.Pending.Remove(0, $length)
    }
    return , $Run.Chunk
}

function Start-Chunk($Run) {
    $url = Get-StepUrl "/logs?attempt=$($script:Step.Attempt)&offset=$($Run.LogOffset)"
    $call = Start-Http -Url $url -Body $Run.Chunk -Type 'text/plain; charset=utf-8' -Seconds 10
    $call.Kind = 'log'
    return $call
}

# Takes the answer to a chunk; false: later. When the engine's log ends elsewhere (an agent before this one has sent the output of the same
# attempt), the chunk goes there.
function Complete-Chunk($Run, $Answer) {
    $object = Get-AnswerObject $Answer
    $after = $Run.LogOffset + $Run.Chunk.Length
    if ($Answer.Status -eq 200) {
        if ((Get-Member-Or-Null $object 'truncated') -eq $true) { $Run.LogOff = $true }
        $next = Get-Member-Or-Null $object 'next_offset'
        if ($null -eq $next -or [long]$next -eq $after) {
            $Run.LogOffset = $after
            $Run.Chunk = $null
        } else {
            $Run.LogOffset = [long]$next
            $Run.LogMoves++
        }
    } elseif ($Answer.Status -eq 202) {
        $Run.LogOffset = $after
        $Run.Chunk = $null
    } elseif ($Answer.Status -eq 409 -and $null -ne (Get-Member-Or-Null $object 'expected_offset')) {
        $Run.LogOffset = [long](Get-Member-Or-Null $object 'expected_offset')
        $Run.LogMoves++
    } elseif (Test-MayChange $Answer.Status) {
        return $false
    } else {
        Write-Line "log not taken: $(Get-StatusWords $Answer.Status)"
        $Run.LogOff = $true
    }
    if ($Run.LogMoves -gt 3) { $Run.LogOff = $true }
    if ($Run.LogOff) {
        $Run.Chunk = $null
        $Run.Pending.Length = 0
    }
    return $true
}

# ---------------------------------------------------------------------------------------------------------------------
# One step
# ---------------------------------------------------------------------------------------------------------------------

# What pureboot_report has left since the last time: at most the 20 newest lines.
function Get-Progress($Run) {
    $file = Join-Path $Run.Directory 'progress'
    if (-not [System.IO.File]::Exists($file)) { return @() }
    try {
        $stream = New-Object System.IO.FileStream($file, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read,
            [System.IO.FileShare]::ReadWrite)
        try {
            [void]$stream.Seek($Run.ProgressAt, [System.IO.SeekOrigin]::Begin)
            $bytes = New-Object byte[] ([Math]::Min(1048576, $stream.Length - $Run.ProgressAt))
            $count = $stream.Read($bytes, 0, $bytes.Length)
        } finally {
            $stream.Dispose()
        }
    } catch {
        return @()
    }
    $whole = $count
    while ($whole -gt 0 -and $bytes[$whole - 1] -ne 10) { $whole-- }
    $Run.ProgressAt += $whole
    $lines = @($script:Utf8.GetString($bytes, 0, $whole).Split([char[]]"`n", [StringSplitOptions]::RemoveEmptyEntries))
    return @($lines | Select-Object -Last 20)
}

function New-ProgressBody([string]$Line) {
    $space = $Line.IndexOf([char]32)
    $message = $Line.Substring($space + 1)
    $report = New-Report 'progress' $message
    $report['sub_task'] = ConvertTo-PlainText $message
    $percent = 0
    if ([int]::TryParse($Line.Substring(0, [Math]::Max(0, $space)), [ref]$percent)) { $report['percent'] = $percent }
    return , (ConvertTo-Utf8Json $report)
}

function Start-Beat {
    $beat = [ordered]@{ step_id = $script:Step.Id; boot_id = $script:BootId }
    if ($script:Step.Attempt) { $beat['attempt'] = [int]$script:Step.Attempt }
    $url = $script:Server + '/api/v1/callback/' + $script:Execution + '/heartbeat'
    $call = Start-Http -Url $url -Body (ConvertTo-Utf8Json $beat) -Seconds 20
    $call.Kind = 'beat'
    return $call
}

# The next thing to say while the script runs, as a call under way, or $null. One at a time: their order stays.
function Start-NextCall($Run) {
    $now = Get-Seconds
    if ($now - $Run.LastBeat -ge $script:Step.HeartbeatSeconds) {
        $Run.LastBeat = $now
        return (Start-Beat)
    }
    if ($now -lt $Run.NotBefore) { return $null }
    foreach ($line in (Get-Progress $Run)) { $Run.Progress.Enqueue((New-ProgressBody $line)) }
    if ($Run.Progress.Count -gt 0) {
        $call = Start-Http -Url (Get-StepUrl '') -Body $Run.Progress.Peek() -Seconds 20
        $call.Kind = 'progress'
        return $call
    }
    $enough = $Run.Pending.Length -ge $script:ChunkChars -or $now - $Run.LastLog -ge $script:LogSeconds
    if ($script:LogSeconds -gt 0 -and $enough -and $null -ne (Get-Chunk $Run)) {
        $Run.LastLog = $now
        return (Start-Chunk $Run)
    }
    return $null
}

# Takes the answer of a call that Start-NextCall has begun.
function Complete-Call($Run, $Call) {
    $answer = Complete-Http $Call
    $taken = $true
    switch ($Call.Kind) {
        'beat' {
            $directive = Get-Member-Or-Null (Get-AnswerObject $answer) 'directive'
            if ($answer.Status -eq 200 -and ($directive -eq 'cancel' -or $directive -eq 'stop')) {
                Write-Line "the engine says ${directive}: ending step $($script:Step.Id)"
                $Run.EndedBy = $directive
                Stop-Step $Run.Process $Run.Job
            }
        }
        'progress' {
            $taken = -not (Test-MayChange $answer.Status) -or (Test-Taken $answer.Status)
            if ($taken) { [void]$Run.Progress.Dequeue() }
        }
        'log' { $taken = Complete-Chunk $Run $answer }
    }
    if (-not $taken) { $Run.NotBefore = (Get-Seconds) + 1 + $script:RetryAfter }
    return $taken
}

# Reads the output and talks to the edge until the script has ended. A program that it left behind may hold its output open: what has come
# within two seconds counts.
function Wait-Step($Run) {
    $readings = @((New-Reading $Run.Process.StandardOutput.BaseStream), (New-Reading $Run.Process.StandardError.BaseStream))
    $call = $null
    $ended = -1.0
    while ($true) {
        $tasks = @($readings | Where-Object { $null -ne $_.Task } | ForEach-Object { $_.Task })
        if ($null -ne $call) { $tasks += $call.Task }
        if ($tasks.Count -gt 0) {
            try { [void][System.Threading.Tasks.Task]::WaitAny([System.Threading.Tasks.Task[]]$tasks, 100) } catch { $null = $_ }
        } else {
            Start-Sleep -Milliseconds 50
        }
        foreach ($reading in $readings) {
            if ($null -ne $reading.Task -and $reading.Task.IsCompleted) { [void](Read-More $reading $Run) }
        }
        if ($null -ne $call -and $call.Task.IsCompleted) {
            [void](Complete-Call $Run $call)
            $call = $null
        }
        if ($ended -lt 0 -and $Run.Process.HasExited) { $ended = Get-Seconds }
        if ($ended -ge 0) {
            $open = @($readings | Where-Object { $null -ne $_.Task }).Count
            if ($open -eq 0 -or (Get-Seconds) - $ended -gt 2) { break }
        } elseif ($null -eq $call) {
            $call = Start-NextCall $Run
        }
    }
    if ($null -ne $call) { [void](Complete-Call $Run $call) }
}

# What was said at the very end goes before the final report; what cannot be sent now is left to the report's own lines.
function Send-Rest($Run) {
    foreach ($line in (Get-Progress $Run)) { $Run.Progress.Enqueue((New-ProgressBody $line)) }
    while ($Run.Progress.Count -gt 0) {
        $answer = Complete-Http (Start-Http -Url (Get-StepUrl '') -Body $Run.Progress.Peek() -Seconds 20)
        if (-not (Test-Taken $answer.Status) -and (Test-MayChange $answer.Status)) { break }
        [void]$Run.Progress.Dequeue()
    }
    if ($script:LogSeconds -eq 0) { return }
    if ($Run.LeftOut -gt 0) {
        [void]$Run.Pending.Append("`n[$($Run.LeftOut) characters came too fast and are left out here]`n")
        [void]$Run.Pending.Append((Get-End $Run.End.ToString() $script:TailChars $script:LogLines))
        $Run.LeftOut = 0
    }
    for ($sent = 0; $sent -lt 100 -and $null -ne (Get-Chunk $Run); $sent++) {
        if (-not (Complete-Chunk $Run (Complete-Http (Start-Chunk $Run)))) { return }
    }
}

# The text of the current step's script; throws what could not be done.
function Get-StepText {
    if (-not $script:Step.ScriptUrl) { return $script:Step.Script }
    $url = $script:Step.ScriptUrl
    $foreign = $false
    if ($url -match '^https?://') {
        $foreign = -not $url.StartsWith($script:Server + '/', [StringComparison]::Ordinal)
    } elseif ($url -match '^[A-Za-z][A-Za-z0-9+.-]*://') {
        throw "cannot fetch ${url}: only http and https are known"
    } else {
        $url = $script:Server + '/' + $url.TrimStart('/')
    }
    for ($try = 1; ; $try++) {
        $answer = Complete-Http (Start-Http -Url $url -Accept '*/*' -Seconds 300 -Foreign:$foreign)
        if (Test-Taken $answer.Status) { return (Get-AnswerText $answer).TrimStart([char]0xFEFF) }
        $why = "cannot fetch ${url}: $(Get-StatusWords $answer.Status) after $try tries"
        if (-not (Test-MayChange $answer.Status) -or $try -ge $script:FetchTries) { throw $why }
        Write-Line $why
        Wait-BackOff $try
    }
}

# Runs the current step's script to its end and reports it.
function Invoke-Step {
    $directory = Join-Path $script:WorkDir 'step'
    if ([System.IO.Directory]::Exists($directory)) { [System.IO.Directory]::Delete($directory, $true) }
    [void][System.IO.Directory]::CreateDirectory($directory)
    $started = Get-Seconds
    $run = @{
        Directory = $directory; Process = $null; Job = [IntPtr]::Zero; ExitCode = $null; Duration = 0; Tail = ''; EndedBy = ''
        End = (New-Object System.Text.StringBuilder); Pending = (New-Object System.Text.StringBuilder); LeftOut = 0L; Chunk = $null
        LogOffset = 0L; LogOff = $false; LogMoves = 0; LastLog = $started; LastBeat = $started; NotBefore = 0.0; ProgressAt = 0L
        Progress = (New-Object System.Collections.Queue)
    }
    try {
        $text = Get-StepText
        Write-Line "step $($script:Step.Id) attempt $($script:Step.Attempt): running $($script:Step.Name)"
        $run.Process = Start-Step $directory $script:Step.Interpreter $text
    } catch {
        $run.Duration = (Get-Seconds) - $started
        [void](Send-Report 'failed' ('' + $_.Exception.Message) $run)
        return
    }
    $run.Job = New-Job $run.Process
    Write-ProcessNote $run.Process
    Wait-Step $run
    $run.ExitCode = $run.Process.ExitCode
    $run.Duration = (Get-Seconds) - $started
    $run.Tail = $run.End.ToString()
    [System.IO.File]::Delete((Join-Path $script:WorkDir 'script.pid'))
    if ($run.Job -ne [IntPtr]::Zero) {
        $jobs = $script:Jobs
        [void]$jobs::CloseHandle($run.Job)
    }
    Write-Line "step $($script:Step.Id): exit code $($run.ExitCode) after $([int]$run.Duration) s $($run.EndedBy)"
    Send-Rest $run
    if ($run.EndedBy -eq 'stop') { return }
    if ($run.EndedBy -eq 'cancel') {
        [void](Send-Report 'failed' 'cancelled' $run)
    } elseif ($run.ExitCode -eq 0) {
        [void](Send-Report 'success' "exit code 0 after $([int]$run.Duration) s" $run)
    } else {
        [void](Send-Report 'failed' "exit code $($run.ExitCode) after $([int]$run.Duration) s" $run)
    }
}

function Write-ProcessNote($Process) {
    try {
        $note = "$($Process.Id) $($Process.StartTime.ToFileTimeUtc())"
        [System.IO.File]::WriteAllText((Join-Path $script:WorkDir 'script.pid'), $note)
    } catch {
        # It has ended already.
        $null = $_
    }
}

# ---------------------------------------------------------------------------------------------------------------------
# The current step
# ---------------------------------------------------------------------------------------------------------------------

function ConvertTo-Step($Object) {
    $step = @{}
    $names = @{
        Directive = 'directive'; Id = 'step_id'; Name = 'step_name'; Attempt = 'attempt'; Interpreter = 'interpreter'; Script = 'script'
        ScriptUrl = 'script_url'; Delay = 'delay_seconds'; Heartbeat = 'heartbeat_seconds'; Retry = 'retry_seconds'
    }
    foreach ($name in $names.Keys) { $step[$name] = [string](Get-Member-Or-Null $Object $names[$name]) }
    $step['HeartbeatSeconds'] = Get-Number $step.Heartbeat 30
    return $step
}

# A whole number above 0, or the other one.
function Get-Number([string]$Text, [int]$Otherwise) {
    $number = 0
    if ([int]::TryParse($Text, [ref]$number) -and $number -gt 0) { return $number }
    return $Otherwise
}

# Asks until the edge tells the current step, for as long as it takes; ends the agent only when it is told five times in a row that there
# is no such execution or that the token is wrong.
function Get-Step {
    $refused = 0
    for ($try = 1; ; $try++) {
        $url = $script:Server + '/api/v1/callback/' + $script:Execution + '/current'
        if ($script:BootId -match '^[A-Za-z0-9._-]+$') { $url += '?boot_id=' + $script:BootId }
        $answer = Complete-Http (Start-Http -Url $url)
        $why = Get-StatusWords $answer.Status
        if ($answer.Status -eq 200) {
            $object = Get-AnswerObject $answer
            if (Get-Member-Or-Null $object 'directive') { return (ConvertTo-Step $object) }
            $why = 'an answer that is no step of ours'
            $refused = 0
        } elseif (401, 403, 404, 410 -contains $answer.Status) {
            $refused++
            if ($refused -ge 5) { Stop-Agent 77 "the edge knows no such execution, or another token: $($answer.Status)" }
        } else {
            $refused = 0
        }
        Write-Line "asking $($script:Server) for the current step: $why, try $try"
        Wait-BackOff $try
    }
}

# Runs a command line by the system's shell; its exit status.
function Invoke-CommandLine([string]$Line) {
    $info = New-Object System.Diagnostics.ProcessStartInfo
    $info.UseShellExecute = $false
    if ($script:IsWin) {
        $info.FileName = 'cmd.exe'
        $info.Arguments = '/d /s /c "' + $Line + '"'
    } else {
        $info.FileName = '/bin/sh'
        $info.Arguments = '-c "' + $Line.Replace('\', '\\').Replace('"', '\"') + '"'
    }
    $process = [System.Diagnostics.Process]::Start($info)
    $process.WaitForExit()
    return $process.ExitCode
}

# The machine goes; so does the agent.
function Restart-Machine([string]$Reason, [int]$Status) {
    Write-Line "rebooting ($Reason)"
    $env:PUREBOOT_REBOOT_REASON = $Reason
    $line = Get-Setting 'PUREBOOT_REBOOT_COMMAND' ''
    if (-not $line) {
        $line = 'shutdown.exe /r /f /t 0'
        if ($env:SystemRoot -and (Test-Path (Join-Path $env:SystemRoot 'System32\wpeutil.exe'))) { $line = 'wpeutil.exe reboot' }
    }
    $code = -1
    try { $code = Invoke-CommandLine $line } catch { Write-Line "$_" }
    if ($code -ne 0) { Stop-Agent 71 "the reboot command failed: $line" }
    exit $Status
}

function Invoke-Directive {
    switch ($script:Step.Directive) {
        'run' { Invoke-Step }
        'report' { [void](Send-Report 'success' "the agent is up (version $($script:AgentVersion))" $null) }
        'reboot' {
            if (Send-Report 'success' 'rebooting' $null) {
                Start-Sleep -Seconds (Get-Number $script:Step.Delay 0)
                Restart-Machine 'reboot' 3
            }
        }
        'disk' { Restart-Machine 'disk' 4 }
        'cancel' { if ($script:Step.Id) { [void](Send-Report 'failed' 'cancelled' $null) } }
        'wait' { Start-Sleep -Seconds (Get-Number $script:Step.Retry 5) }
        'done' {
            Write-Line 'done: nothing will follow'
            $line = Get-Setting 'PUREBOOT_DONE_COMMAND' ''
            if ($line) { [void](Invoke-CommandLine $line) }
            exit 0
        }
        default {
            Write-Line "unknown directive $($script:Step.Directive): waiting"
            Start-Sleep -Seconds (Get-Number $script:Step.Retry 30)
        }
    }
}

# Asks and acts, until something ends it. The same step served again at once is a sign that the other side has not moved: it is met with
# growing pauses.
function Invoke-MainLoop {
    $last = ''
    $repeats = 0
    while ($true) {
        $script:Step = Get-Step
        $key = $script:Step.Directive + ' ' + $script:Step.Id + ' ' + $script:Step.Attempt
        if ($key -eq $last -and $script:Step.Directive -ne 'wait') {
            $repeats++
            $script:RetryAfter = 0
            Wait-BackOff $repeats
        } else {
            $repeats = 0
        }
        $last = $key
        $same = $script:Spooled -and $script:Spooled -eq ($script:Step.Id + ' ' + $script:Step.Attempt)
        if ($same -and ('run', 'report', 'reboot' -contains $script:Step.Directive)) {
            Write-Line "step $($script:Step.Id) is done, its report is still on the way: sending it again"
            [void](Send-Final $script:SpooledReport)
            if ($script:Step.Directive -eq 'reboot') { Restart-Machine 'reboot' 3 }
            continue
        }
        Invoke-Directive
    }
}

# ---------------------------------------------------------------------------------------------------------------------
# Beginning
# ---------------------------------------------------------------------------------------------------------------------

# Lines NAME=VALUE; the file is not run.
function Read-Config([string]$File) {
    $config = @{}
    if ($File -and [System.IO.File]::Exists($File)) {
        foreach ($line in [System.IO.File]::ReadAllLines($File)) {
            if ($line -match '^(PUREBOOT_[A-Z_]+)=(.*)$') { $config[$Matches[1]] = $Matches[2].Trim() }
        }
    }
    return $config
}

function Get-Setting([string]$Name, [string]$Otherwise) {
    $value = [Environment]::GetEnvironmentVariable($Name)
    if ($value) { return $value }
    if ($script:Config.ContainsKey($Name) -and $script:Config[$Name]) { return $script:Config[$Name] }
    return $Otherwise
}

function Get-Count([string]$Name, [int]$Otherwise) {
    $text = Get-Setting $Name ([string]$Otherwise)
    $number = 0
    if (-not [int]::TryParse($text, [ref]$number) -or $number -lt 0) { Stop-Agent 64 "not a whole number: $text" }
    return $number
}

function Read-Orders {
    $script:Config = @{}
    $file = Get-Setting 'PUREBOOT_CONFIG_FILE' ''
    if (-not $file -and $PSScriptRoot) { $file = Join-Path $PSScriptRoot 'pureboot-agent.conf' }
    $script:Config = Read-Config $file
    $script:Server = (Get-Setting 'PUREBOOT_SERVER' '').TrimEnd('/')
    $script:Execution = Get-Setting 'PUREBOOT_EXECUTION' ''
    $script:Token = Get-Setting 'PUREBOOT_TOKEN' ''
    if (-not $script:Server) { Stop-Agent 64 'no server: set PUREBOOT_SERVER' }
    if ($script:Server -notmatch '^https?://.') { Stop-Agent 64 "the server must be an http:// or https:// URL, not $($script:Server)" }
    if (-not $script:Execution) { Stop-Agent 64 'no execution: set PUREBOOT_EXECUTION' }
    if ($script:Execution -notmatch '^[A-Za-z0-9._-]+$') { Stop-Agent 64 'the execution is no id' }
    if (-not $script:Token) { Stop-Agent 64 'no token: set PUREBOOT_TOKEN' }
    if ($script:Token -notmatch '^[A-Za-z0-9._~+/=-]+$') { Stop-Agent 64 'the token is no bearer token (RFC 6750)' }
    $script:BackoffMillis = [Math]::Max(1, (Get-Count 'PUREBOOT_BACKOFF_MILLIS' 500))
    $script:BackoffMaxMillis = [Math]::Max(1, (Get-Count 'PUREBOOT_BACKOFF_MAX_MILLIS' 30000))
    $script:FetchTries = Get-Count 'PUREBOOT_FETCH_TRIES' 10
    $script:LogSeconds = Get-Count 'PUREBOOT_LOG_SECONDS' 5
}

# The id of this boot. A volatile registry key lives as long as the boot does.
function Get-BootId {
    $given = Get-Setting 'PUREBOOT_BOOT_ID' ''
    if ($given) { return $given }
    try {
        if (-not $script:IsWin) { return [System.IO.File]::ReadAllText('/proc/sys/kernel/random/boot_id').Trim() }
        $key = [Microsoft.Win32.Registry]::LocalMachine.CreateSubKey('SOFTWARE\PureBootThisBoot',
            [Microsoft.Win32.RegistryKeyPermissionCheck]::ReadWriteSubTree, [Microsoft.Win32.RegistryOptions]::Volatile)
        $id = $key.GetValue('BootId')
        if (-not $id) {
            $id = [guid]::NewGuid().ToString()
            $key.SetValue('BootId', $id)
        }
        $key.Close()
        return [string]$id
    } catch {
        Write-Line "no id of this boot can be kept: $_"
        return [guid]::NewGuid().ToString()
    }
}

function Open-WorkDir {
    $script:WorkDir = Get-Setting 'PUREBOOT_WORK_DIR' (Join-Path ([System.IO.Path]::GetTempPath()) 'pureboot')
    try {
        [void][System.IO.Directory]::CreateDirectory($script:WorkDir)
        $script:WorkDir = [System.IO.Path]::GetFullPath($script:WorkDir)
        New-Commands
    } catch {
        Stop-Agent 73 "cannot make $($script:WorkDir): $_"
    }
}

if ($Version) {
    Write-Output "pureboot-agent $($script:AgentVersion)"
    exit 0
}
Read-Orders
Open-WorkDir
Open-Http
$script:Jobs = $null
if ($script:IsWin) { $script:Jobs = New-JobCalls }
$script:BootId = Get-BootId
Stop-Leftover
Write-Line "execution $($script:Execution) at $($script:Server), boot $($script:BootId), by PowerShell $($PSVersionTable.PSVersion)"
Invoke-MainLoop
