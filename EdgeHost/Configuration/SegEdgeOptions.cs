using SegEdge.Camera;
using SegEdge.Camera.Clips;
using SegEdge.Fleet.Hub;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Privacy;
using SegEdge.Pipeline.Regions;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Everything that can be set; each property is a section of the configuration file. appsettings.json shows the defaults.</summary>
public sealed record SegEdgeOptions
{
    public DeviceOptions Device { get; init; } = new();

    public CameraOptions Camera { get; init; } = new();

    /// <summary>Several cameras on one model, in place of <see cref="Camera"/>; each of another name.</summary>
    public IReadOnlyList<CameraOptions> Cameras { get; init; } = [];

    public ClipOptions Clips { get; init; } = new();

    public ModelOptions Model { get; init; } = new();

    public PipelineOptions Pipeline { get; init; } = new();

    public RegionOptions Regions { get; init; } = new();

    /// <summary>Which frames matter. Without any, every 1,000th frame is flagged, and any that is asked for from outside.</summary>
    public IReadOnlyList<FlagRuleOptions> Flags { get; init; } = [];

    public ExplanationOptions Explain { get; init; } = new();

    public PrivacyOptions Privacy { get; init; } = new();

    public OutboxOptions Outbox { get; init; } = new();

    public CommandOptions Commands { get; init; } = new();

    public AuditOptions Audit { get; init; } = new();

    public MqttOptions Mqtt { get; init; } = new();

    public GpioOptions Gpio { get; init; } = new();

    public ThermalOptions Thermal { get; init; } = new();

    public WatchdogOptions Watchdog { get; init; } = new();

    public BrokerOptions Broker { get; init; } = new();

    public DashboardOptions Dashboard { get; init; } = new();

    /// <summary>For <c>segedge hub</c>; a device does not look at it.</summary>
    public HubOptions Hub { get; init; } = new();

    /// <summary>The hub's review site; a device does not look at it.</summary>
    public ReviewOptions Review { get; init; } = new();

    /// <summary>The cameras in use: at least one.</summary>
    public IReadOnlyList<CameraOptions> EffectiveCameras => Cameras.Count > 0 ? Cameras : [Camera];

    /// <summary>The rules in force.</summary>
    public IReadOnlyList<FlagRuleOptions> EffectiveFlags => Flags.Count > 0
        ? Flags
        : [new FlagRuleOptions { Name = "audit", Kind = FlagRuleKind.EveryNth }, new FlagRuleOptions { Name = "trigger", Kind = FlagRuleKind.Trigger }];
}
