using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Rig;

/// <summary>What a publisher asks of a device, for one without camera and model.</summary>
public static class RigDevice
{
    /// <summary>20: a time-out of 20 s is over in one, and a backlog leaves at 1,000 instead of 50 records a second.</summary>
    public const double TimeFactor = 20;

    /// <param name="port">Of a broker on this machine.</param>
    public static MqttOptions Options(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        MaxBackoff = TimeSpan.FromSeconds(4), // 200 ms of real time: a run has many reconnects
        StateEvery = TimeSpan.FromSeconds(60),
        DrainOnStop = TimeSpan.FromSeconds(5),
        WillDelay = TimeSpan.Zero,
    };

    public static BirthMessage Birth() => new()
    {
        Software = "rig",
        Model = new() { Name = "rig", Version = "1", Sha256 = new string('0', 64), Provider = "CPU" },
        Classes = [],
        Cameras = [],
        FlagRules = [],
    };

    public static DeviceHealth Health() => new() { UptimeS = 1, Fps = 1, Clock = ClockSource.Free, Mode = DeviceMode.Normal };
}
