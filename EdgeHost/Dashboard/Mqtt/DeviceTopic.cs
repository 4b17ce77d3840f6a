namespace SegEdge.EdgeHost.Dashboard;

/// <summary>The parts of <c>segedge/v1/{site}/{device}/{family}/...</c> that the archive needs.</summary>
public sealed record DeviceTopic(string Site, string Device, string Family)
{
    public const string Events = "segedge/v1/+/+/event/#";
    public const string Blobs = "segedge/v1/+/+/blob/#";

    public static DeviceTopic? Parse(string topic)
    {
        var parts = topic.Split('/');
        return parts is ["segedge", "v1", var site, var device, var family, ..] ? new DeviceTopic(site, device, family) : null;
    }
}
