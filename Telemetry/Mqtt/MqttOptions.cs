using System.ComponentModel.DataAnnotations;

namespace SegEdge.Telemetry;

/// <summary>How to reach the broker and how patient to be with it; defaults are telemetry design, sections 2 and 5.</summary>
public sealed record MqttOptions
{
    [Required, StringLength(253, MinimumLength = 1)]
    public string Host { get; init; } = "localhost";

    [Range(1, 65535)]
    public int Port { get; init; } = 1883;

    /// <summary>Absent for a broker that lets anybody in, which is for a closed box only.</summary>
    public string? User { get; init; }

    /// <summary>Never logged, never in <see cref="ToString"/>.</summary>
    public string? Password { get; init; }

    public MqttTlsOptions Tls { get; init; } = new();

    /// <summary>Absent or empty: <c>segedge-{site}-{device}</c>. Two clients of one id throw each other out.</summary>
    [StringLength(256)]
    public string? ClientId { get; init; }

    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>At most 18 h: MQTT counts it in 16 bits of seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "18:00:00")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For queued commands only; telemetry waits in our own outbox.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the broker holds back <c>broken</c>: a short break should not look like a dead device.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan WillDelay { get; init; } = TimeSpan.FromSeconds(10);

    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan StateEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Without the next PUBACK for so long, the link counts as dead and is rebuilt. What waits behind it has time: a link of 3 kB a second still
    /// takes one packet of 64 kB after the other.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Back-off waits random(0, min(this, 1 s x 2^n)).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a stop may take to send what still waits.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainOnStop { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Publishes in flight at once, unless the broker allows fewer.</summary>
    [Range(1, 1000)]
    public int Window { get; init; } = 32;

    /// <summary>Bytes of one packet with topic and properties, unless the broker allows fewer. Larger blobs are split.</summary>
    [Range(4096, 1024 * 1024)]
    public int MaxPacket { get; init; } = 64 * 1024;

    /// <summary>Messages a second of what waited out a break of the link; fresh ones pass. 0: as many as the link takes.</summary>
    [Range(0, 1_000_000)]
    public int BacklogMessagesPerSecond { get; init; } = 50;

    /// <summary>The same in bytes; whichever is slower holds. 0: as many as the link takes.</summary>
    [Range(0, 1_000_000_000)]
    public int BacklogBytesPerSecond { get; init; } = 2_000_000;

    /// <summary>True keeps a record until somebody subscribes; false takes the broker's word that it had it.</summary>
    public bool RequireSubscriber { get; init; }

    public override string ToString() => $"{(Tls.Enabled ? "mqtts" : "mqtt")}://{(User is null ? "" : User + "@")}{Host}:{Port}";
}
