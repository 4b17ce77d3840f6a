using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Where everything stands: a pure function of the place, so the field is endless and needs no memory.</summary>
internal sealed class Planting : IPlanting
{
    /// <summary>Metres ahead up to which plants are drawn one by one; a plant is about ten pixels there.</summary>
    public const float Reach = 26;

    /// <summary>Metres of one strip across the field. Strips are drawn from far to near, so nearer plants cover farther ones.</summary>
    private const float Strip = 0.25f;

    private readonly FieldConditions _field;
    private readonly FieldScript _script;
    private readonly RobotPath _path;
    private readonly float[] _nests; // where weeds like it
    private readonly SpriteSheet _crop, _stones;
    private readonly SpriteSheet[] _weeds;
    private readonly float _nearest, _fps;

    public Planting(FieldConditions field, SimulationOptions options, RobotPath path)
    {
        (_field, _script, _path, _fps) = (field, options.Script, path, (float)options.FramesPerSecond);
        var dice = Dice.For(field.Seed, 0x9147);
        _nests = Noise.Tile(ref dice, 64, 8, 3, 0.6f);
        var studio = new SpriteStudio(path.Mean, field.Light);
        _crop = new SpriteSheet(studio, path.Mean, 9, Dice.For(field.Seed, 1),
            (ref Dice d, Mesh mesh, float fine) => Crops.Build(field, ref d, mesh, fine));
        _weeds = [.. field.Weeds.Select((kind, i) => new SpriteSheet(studio, path.Mean, 6, Dice.For(field.Seed, 2, i),
            (ref Dice d, Mesh mesh, float fine) => Weeds.Build(kind, field, ref d, mesh, fine)))];
        _stones = new SpriteSheet(studio, path.Mean, 5, Dice.For(field.Seed, 3),
            (ref Dice d, Mesh mesh, float fine) => Stone.Build(field, ref d, mesh, fine));
        path.Mean.TryGround(path.Mean.HeightPx, out _nearest, out _);
    }

    public Vector3 CropColour => _crop.At(0, 8).MeanColour;

    public void Visit(in PinholeCamera camera, long frame, IPlantVisitor visit)
    {
        var driven = _path.DrivenAt(frame);
        var tan = camera.Forward.X / camera.Forward.Y;
        // A plant in front of the lower edge still shows its top.
        var first = (long)Math.Floor((driven + _nearest - 0.45f) / Strip);
        var last = (long)Math.Floor((driven + Reach) / Strip);
        for (var strip = last; strip >= first; strip--)
        {
            var forward = (float)(strip * Strip - driven);
            var middle = camera.X + forward * tan;
            var half = camera.DepthOfGround(forward) * camera.CentreX / camera.FocalPx + _field.CropRadius * 1.5f;
            VisitWeeds(strip, driven, middle - half, middle + half, frame, visit);
            VisitCrop(strip, driven, middle - half, middle + half, visit);
            visit.StripDone(forward);
        }
    }

    private void VisitCrop(long strip, double driven, float left, float right, IPlantVisitor visit)
    {
        var firstPlace = (long)Math.Ceiling(strip * (double)Strip / _field.PlantSpacing);
        var endPlace = (long)Math.Ceiling((strip + 1) * (double)Strip / _field.PlantSpacing);
        var firstRow = (int)MathF.Ceiling((left - _field.RowOffset) / _field.RowSpacing);
        var lastRow = (int)MathF.Floor((right - _field.RowOffset) / _field.RowSpacing);
        for (var place = endPlace - 1; place >= firstPlace; place--)
            for (var row = firstRow; row <= lastRow; row++)
            {
                var dice = Dice.For(_field.Seed, place, row, 11);
                if (dice.Chance(_field.Gaps)) continue;
                var x = _field.RowOffset + row * _field.RowSpacing + dice.Bell(-0.05f, 0.05f);
                var y = (float)((place + dice.Bell(-0.3f, 0.3f)) * _field.PlantSpacing - driven);
                var individual = dice.Below(_crop.Individuals);
                visit.Stands(_crop, individual, new Vector2(x, y), dice.Bell(0.72f, 1.12f), dice.Angle(), FieldClasses.Crop);
            }
    }

    private void VisitWeeds(long strip, double driven, float left, float right, long frame, IPlantVisitor visit)
    {
        var (firstCell, lastCell) = ((int)MathF.Floor(left / Strip), (int)MathF.Ceiling(right / Strip));
        var (patch, patchMiddle) = PatchAt(strip * (double)Strip, frame);
        for (var cell = firstCell; cell <= lastCell; cell++)
        {
            var dice = Dice.For(_field.Seed, strip, cell, 12);
            var nest = _nests[(int)(cell >> 1 & 63) + (int)(strip >> 1 & 63) * 64];
            var inPatch = patch * Math.Clamp(2.6f - MathF.Abs(cell * Strip - patchMiddle) * 0.9f + nest * 0.6f, 0, 1);
            var expected = (_field.WeedDensity * MathF.Exp(nest * 1.6f - 0.6f) + inPatch * 42) * Strip * Strip;
            for (var more = 0; more < 4 && dice.Chance(Math.Min(expected - more, 0.85f)); more++)
            {
                var kind = dice.Chance(0.6f) ? 0 : 1 + dice.Below(_weeds.Length - 1);
                var sheet = _weeds[kind];
                Place(sheet, ref dice, cell, strip, driven, dice.Between(0.45f, 1.15f), FieldClasses.Weed, visit);
            }
            if (dice.Chance(_field.StoneDensity * Strip * Strip))
                Place(_stones, ref dice, cell, strip, driven, dice.Between(0.85f, 1.15f), FieldClasses.Obstacle, visit);
        }
    }

    private static void Place(
        SpriteSheet sheet, ref Dice dice, int cell, long strip, double driven, float size, byte label, IPlantVisitor visit)
    {
        var at = new Vector2((cell + dice.Next()) * Strip, (float)((strip + dice.Next()) * Strip - driven));
        visit.Stands(sheet, dice.Below(sheet.Individuals), at, size, dice.Angle(), label);
    }

    /// <summary>How much of a scripted patch is at this world y, 0..1, and the x of its middle. A patch lies where the robot's near
    /// ground is between the incident's first and last frame.</summary>
    private (float Share, float Middle) PatchAt(double y, long frame)
    {
        // Frames to look back and ahead: what is in sight now was or will be near within this time.
        var window = (long)(Reach / _field.Speed * _fps) + 1;
        for (var i = 0; _script.TryFind(IncidentKind.WeedPatch, frame - window, frame + window, i, out var patch); i++)
        {
            var dice = Dice.For(_field.Seed, patch.FirstFrame, 13, patch.Variation);
            var begin = _path.DrivenAt(patch.FirstFrame) + _nearest + 0.5;
            var end = Math.Max(begin + 2.5, _path.DrivenAt(patch.LastFrame) + _nearest);
            var share = Math.Min((y - begin) * 2, (end - y) * 2);
            if (share > 0) return ((float)Math.Min(1, share), dice.Between(-0.8f, 0.8f));
        }
        return default;
    }
}
