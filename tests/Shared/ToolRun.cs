using System.ComponentModel;
using System.Diagnostics;

namespace CharRnn.Tests;

/// <summary>Programs of others, as peers to test against.</summary>
internal static class ToolRun
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>Exit code -1 where there is no such program.</returns>
    public static (int ExitCode, string Output, string Errors) Start(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
        }
        catch (Win32Exception exception)
        {
            return (-1, "", exception.Message);
        }
    }
}
