# Completion of %(prog_name)s for PowerShell 5 and newer; made by: netral completion powershell
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $tree, $position)
    $line = $tree.ToString()
    if ($line.Length -gt $position) { $line = $line.Substring(0, $position) }
    $env:%(complete_var)s = 'powershell_complete'
    $env:COMP_WORDS = $line
    $env:COMP_LAST = $word
    try {
        & %(prog_name)s | ForEach-Object {
            $kind, $value, $help = $_ -split "`t", 3
            if ($kind -eq 'file' -or $kind -eq 'dir') {
                Get-ChildItem -Path "$word*" -ErrorAction SilentlyContinue |
                    Where-Object { $kind -eq 'file' -or $_.PSIsContainer } |
                    ForEach-Object {
                        $name = Resolve-Path -Relative $_.FullName
                        if ($name -match '\s') { $name = "'$name'" }
                        [System.Management.Automation.CompletionResult]::new($name, $_.Name, 'ProviderItem', $_.Name)
                    }
            } else {
                if (-not $help) { $help = $value }
                [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
            }
        }
    } finally {
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_LAST -ErrorAction SilentlyContinue
    }
}
