using SegEdge.EdgeHost.Configuration;
using SegEdge.Pipeline.Privacy;

namespace SegEdge.EdgeHost.Clips;

/// <summary>What can be wrong with clips before any is written.</summary>
internal static class ClipCheck
{
    public static IEnumerable<string> Find(SegEdgeOptions options)
    {
        var clips = options.Clips;
        if (!clips.Enabled) yield break;
        if (clips.MostSeconds < clips.PreSeconds + clips.PostSeconds)
            yield return $"Clips:MostSeconds: is {clips.MostSeconds}, expected at least PreSeconds + PostSeconds = {clips.PreSeconds + clips.PostSeconds}: the clip of one event must fit.";
        if (options.Privacy.Policy == PrivacyPolicy.Strict)
            yield return "Clips:Enabled: is true, and Privacy:Policy is Strict. A clip is what the camera sent: nothing in it is blanked. Set Clips:Enabled to false, or Privacy:Policy to Blank.";
        else if (options.Privacy.Policy == PrivacyPolicy.Blank && !clips.KeepPrivatePixels)
            yield return "Clips:Enabled: is true, and Privacy:Policy is Blank. A clip is what the camera sent: people stay visible in it. "
                + "Set Clips:KeepPrivatePixels to true if you may keep such pictures on the device, else Clips:Enabled to false.";
    }
}
