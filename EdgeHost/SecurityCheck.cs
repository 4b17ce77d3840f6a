using System.Net;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Privacy;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost;

/// <summary>Who could reach this device, whom it would talk to, and what it would show: what must not be, and what is unwise.</summary>
internal static class SecurityCheck
{
    /// <param name="problems">Gets what keeps a run from starting.</param>
    /// <returns>Warnings.</returns>
    public static IReadOnlyList<string> Run(SegEdgeOptions options, ModelManifest? manifest, List<string> problems)
    {
        var warnings = new List<string>();
        CheckListener("Broker:Listen", options.Broker.Embedded ? options.Broker.Listen : "127.0.0.1", "The embedded broker has no TLS and asks nobody who they are. "
            + "For other machines run Mosquitto with the files of deploy/fleet/mosquitto, and set Broker:Embedded=false, Mqtt:Host and Mqtt:Tls.", problems);
        CheckListener("Dashboard:Listen", options.Dashboard.Listen, "The dashboard has no TLS and no sign-in. "
            + $"From another machine: ssh -L {options.Dashboard.Port}:127.0.0.1:{options.Dashboard.Port} THIS-MACHINE, then http://127.0.0.1:{options.Dashboard.Port}/.", problems);
        if (!options.Broker.Embedded) CheckLink(options.Mqtt, problems, warnings);
        if (options.Privacy.Policy == PrivacyPolicy.None && manifest is not null
            && manifest.Heads.SelectMany(h => h.Classes).Where(c => c.Private).Select(c => c.Name).Distinct().ToArray() is { Length: > 0 } shown)
            warnings.Add($"Privacy:Policy is None: model '{manifest.Name}' marks {string.Join(", ", shown)} as private, and pictures of them are shown, stored and sent.");
        if (options.Clips is { Enabled: true, KeepPrivatePixels: true })
            warnings.Add("Clips:KeepPrivatePixels is true: clips hold what the camera sent, people included; they stay on this device, and whoever reaches its dashboard can fetch them.");
        return warnings;
    }

    /// <summary>The same for a hub, which has no broker and no pictures of its own.</summary>
    public static IReadOnlyList<string> RunHub(SegEdgeOptions options, List<string> problems)
    {
        var warnings = new List<string>();
        CheckListener("Dashboard:Listen", options.Dashboard.Listen, "Health and metrics have no TLS and no sign-in.", problems);
        CheckLink(options.Mqtt, problems, warnings);
        return warnings;
    }

    private static void CheckListener(string key, string value, string why, List<string> problems)
    {
        if (value is not ("127.0.0.1" or "localhost"))
            problems.Add($"{key}: is '{value}', expected 127.0.0.1: {why}");
    }

    private static void CheckLink(MqttOptions mqtt, List<string> problems, List<string> warnings)
    {
        var tls = mqtt.Tls;
        if (tls.Enabled)
        {
            var files = TlsFiles.Read(tls, DateTimeOffset.UtcNow);
            problems.AddRange(files.Problems);
            warnings.AddRange(files.Warnings);
        }
        else if (new[] { tls.CaFile, tls.CertificateFile, tls.KeyFile }.Any(f => f is { Length: > 0 }))
            problems.Add("Mqtt:Tls: names files, but Enabled is false, so the link would be in clear. Set Mqtt:Tls:Enabled=true, or leave the files out.");
        else if (!IsHere(mqtt.Host))
            warnings.Add($"Mqtt:Tls:Enabled is false: everybody on the way to {mqtt.Host} can read and change what is sent{(mqtt.Password is null ? "" : ", the password too")}. "
                + "See deploy/fleet/mosquitto.");
    }

    private static bool IsHere(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
