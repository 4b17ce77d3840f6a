using System.ComponentModel;
using System.Diagnostics;

namespace SegEdge.EdgeHost.Doctor.Report;

/// <summary>What systemd knows of segedge.service.</summary>
/// <param name="Said">In words; says so where there is no such unit.</param>
/// <param name="Restarts">Since it was started by hand or by the machine; null where it is not known.</param>
internal sealed record ServiceState(string Said, int? Restarts)
{
    public static ServiceState Read()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("systemctl", ["show", "segedge.service", "-p", "LoadState,ActiveState,NRestarts"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return Parse(said);
        }
        catch (Win32Exception)
        {
            return new("no systemd here", null);
        }
    }

    /// <param name="said">Lines KEY=VALUE of 'systemctl show'.</param>
    public static ServiceState Parse(string said)
    {
        var values = said.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1].Trim());
        return values.GetValueOrDefault("LoadState") == "loaded" && int.TryParse(values.GetValueOrDefault("NRestarts"), out var restarts)
            ? new($"segedge.service is {values.GetValueOrDefault("ActiveState")}, restarted {restarts} times", restarts)
            : new("segedge.service is not installed", null);
    }
}
