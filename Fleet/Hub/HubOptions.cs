using System.ComponentModel.DataAnnotations;
using SegEdge.Fleet.Store.Retention;

namespace SegEdge.Fleet.Hub;

/// <summary>What a hub archives, where, and how it answers. Which broker is the section <c>Mqtt</c>, as on a device.</summary>
public sealed record HubOptions
{
    /// <summary>Of this hub, or of this worker of several: part of its MQTT client id. Two of one name throw each other out.</summary>
    [RegularExpression("[A-Za-z0-9_.:-]{1,64}")]
    public string Name { get; init; } = "hub";

    /// <summary>Whose devices; "+" is every site at the broker.</summary>
    [RegularExpression(@"\+|[A-Za-z0-9_.:-]{1,64}")]
    public string Site { get; init; } = "+";

    /// <summary>For the embedded store, the counter of commands and the quarantine. "auto": the user's data folder.</summary>
    [Required]
    public string Folder { get; init; } = "auto";

    public HubStore Store { get; init; } = HubStore.Embedded;

    /// <summary>Connection string, as in <c>Host=db;Database=segedge;Username=hub</c>; for <see cref="HubStore.Postgres"/>.</summary>
    public string? Postgres { get; init; }

    /// <summary>PEM with the private key that signs receipts and requests (<c>segedge keys command</c>). Absent or empty: none are sent.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Several workers of one group share what arrives (<c>$share/{group}/...</c>). Absent or empty: this hub gets everything.</summary>
    [RegularExpression("([A-Za-z0-9_.:-]{1,64})?")]
    public string? SharedGroup { get; init; }

    /// <summary>How long the broker keeps messages for a hub that is away; with <see cref="SharedGroup"/> the other workers get them.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Unanswered messages that the broker may send; each is at most a packet.</summary>
    [Range(1, 65535)]
    public int ReceiveMaximum { get; init; } = 1000;

    /// <summary>At most one receipt to a device in that time, unless many records wait for one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:30")]
    public TimeSpan ReceiptEvery { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How often holes are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan TidyEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a hole may be a matter of order only, before the device is asked for it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan HolePatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same for a blob after its event: blobs leave a device last.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan BlobPatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Then a hole counts as unanswered. Between them 1, 4, 16, 64 ... minutes.</summary>
    [Range(1, 20)]
    public int MostAsks { get; init; } = 5;

    /// <summary>Files with messages that could not be read; beyond them only the counter goes on.</summary>
    [Range(0, 1_000_000)]
    public int QuarantineFiles { get; init; } = 1000;

    /// <summary>What goes, and when; without it nothing does.</summary>
    public RetentionOptions Retention { get; init; } = new();
}
