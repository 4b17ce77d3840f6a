using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Who is speaking. The epoch is not here: it belongs to the outbox, which numbers within it.</summary>
public sealed record DeviceIdentity
{
    /// <param name="bootId">New at each start of the process; <see cref="NewBootId"/> makes one.</param>
    /// <exception cref="ArgumentException">One of the three is no id.</exception>
    public DeviceIdentity(string site, string device, string bootId)
    {
        (Site, Device, BootId) = (Topics.CheckId(site, "site"), Topics.CheckId(device, "device"), Topics.CheckId(bootId, "boot"));
        Topics = new Topics(site, device);
    }

    public string Site { get; }

    public string Device { get; }

    public string BootId { get; }

    public Topics Topics { get; }

    public static string NewBootId() => Ulid.NewUlid().ToString();
}
