using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Where a scripted crossing has got to: enters at one side of the picture, leaves at the other, over ground that the
/// camera sees well.</summary>
internal readonly record struct Crossing(Vector3 Foot, Vector3 Ahead, float Walked, Dice Dice)
{
    public static Crossing At(Incident incident, long frame, RobotPath path, long seed, float halfBody)
    {
        var dice = Dice.For(seed, incident.FirstFrame, 21, incident.Variation);
        var rowShare = dice.Between(0.22f, 0.8f); // where in the picture halfway through: 0 = horizon, 1 = lower edge
        var fromLeft = dice.Chance(0.5f);
        var slant = dice.Between(-0.6f, 0.6f);
        var first = path.DrivenAt(incident.FirstFrame);
        var driven = path.DrivenAt(incident.LastFrame) - first;
        var mean = path.Mean;
        var horizon = Math.Max(0, mean.HorizonRow);
        mean.TryGround(horizon + (mean.HeightPx - horizon) * rowShare, out var middle, out _);
        // Not so far that they are a dot; and, first of all, not so near that the robot, which at few frames a second drives far meanwhile, would reach them.
        mean.TryGround(mean.HeightPx, out var nearest, out _);
        middle = Math.Max(nearest + (float)driven * 0.5f + 0.25f, Math.Min(middle, 11));
        var begin = middle + (float)driven * 0.5f; // metres ahead of the camera at the first frame
        var end = middle - (float)driven * 0.5f + slant;
        var fromX = HalfView(mean, begin) + halfBody;
        var toX = HalfView(mean, end) + halfBody;
        if (!fromLeft) (fromX, toX) = (-fromX, -toX);
        var (from, to) = (new Vector3(-fromX, begin, 0), new Vector3(toX, end + (float)driven, 0)); // y in the world, minus first
        var progress = incident.Progress(frame);
        var at = Vector3.Lerp(from, to, progress);
        at.Y -= (float)(path.DrivenAt(frame) - first);
        return new Crossing(at, Vector3.Normalize(to - from), (to - from).Length() * progress, dice);
    }

    private static float HalfView(in PinholeCamera camera, float forward) =>
        camera.DepthOfGround(forward) * camera.CentreX / camera.FocalPx;
}
