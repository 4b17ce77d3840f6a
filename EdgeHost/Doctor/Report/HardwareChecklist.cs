using System.Globalization;

namespace SegEdge.EdgeHost.Doctor.Report;

/// <summary>What no test without a Jetson can show. docs/jetson.md has the same lines; a test holds them equal.</summary>
internal static class HardwareChecklist
{
    // Ten minutes, and what starting and stopping take of them.
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(9.9);

    public static IReadOnlyList<HardwareItem> Items { get; } =
    [
        new("`install.sh` on JetPack 6.2, then a restart of the machine: ready by itself; `systemctl show segedge -p NRestarts` is 0 after ten minutes",
            facts => (false, facts.Service.Said)),
        new("`Gpio` enabled: `journalctl -u segedge` shows no fault; a meter reads below 0.4 V and above 2.9 V at `Safe` before and after the first frame",
            facts => (false, Said(facts, "gpio", "loop-back"))),
        new("the emergency stop opened: `Safe` drops within 50 ms (oscilloscope); a cable pulled has the same effect"),
        new("`kill -9`, `kill -STOP` and the power cut: what the lines switch is off each time"),
        new("`sudo modprobe gpio-sim` or gpio-mockup on any machine with these modules: `SimulatedChipTests` runs instead of being skipped"),
        new("the process stopped with `kill -STOP`: systemd restarts it after 120 s"),
        new("box around the heat sink: the governor steps at 80, 86, 92 °C and comes back; `tegrastats` shows that load falls with each step",
            facts => (false, facts.Run is { Hottest: { } hottest } ? Text($"hottest zone of the run: {hottest:0.0} °C") : "no zone could be read")),
        new("INA3221: `cat /sys/class/hwmon/hwmon*/curr*_crit_alarm` can be read by the user `segedge`",
            facts => (facts.PowerAlarms > 0, Text($"{facts.PowerAlarms} alarm files can be read by the user {Environment.UserName}"))),
        new("the `DeviceAllow` list of the unit with the CUDA provider: `journalctl -k | grep -i denied` stays empty"),
        new("`update.sh` with the cable of the camera pulled: the old version comes back (exit code 3 or 4)"),
        new("fps, latency, temperature and memory of a run of ten minutes on the provider that is meant to run there",
            facts => (facts.Run?.Summary.Elapsed >= LongEnough, facts.Run is { } run ? Text($"{run.Summary.Publish.Processed / Math.Max(1e-3, run.Summary.Elapsed.TotalSeconds):0.0} fps on {run.Provider}, see above") : $"no run: {facts.RunProblem}")),
        new("TensorRT and CUDA prove themselves on the golden frames",
            facts => (Proven(facts, "TRT_READY") && Proven(facts, "CUDA"), "see the table of providers")),
        new("the same run from a CSI camera, and again with the camera's cable pulled and put back"),
        new("an RTSP camera with `Camera:Decoder` `Nvidia`, alone and with `Clips`: a flagged frame's clip plays"),
        new("power at the supply while it runs, in each power mode that the machine is to be used in", facts => (false, Said(facts, "power"))),
        new("`docker compose up -d` with the image of `Dockerfile.arm64`: healthy within 600 s, and the table of providers is the same inside"),
    ];

    private static bool Proven(ReportFacts facts, string state) => facts.Providers.Any(p => p.Proof.StartsWith($"{state};", StringComparison.Ordinal));

    private static string Said(ReportFacts facts, params string[] checks) => string.Join("; ", facts.Findings.Where(f => checks.Contains(f.Check)).Select(f => $"{f.Check}: {f.Found}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
