namespace ImageAutomation.Languages.GoTemplates;

/// <summary>Field access that sees through embedded structs, the shallowest field first.</summary>
internal static class GoStruct
{
    public static GoValue? Find(GoValue value, string name)
    {
        var level = new List<GoValue> { value };
        while (level.Count > 0)
        {
            var deeper = new List<GoValue>();
            foreach (var current in level)
            {
                var fields = current.Type!.Fields;   // structs have a type
                for (var i = 0; i < fields.Count; i++)
                {
                    if (fields[i].Name == name) return current.Items[i];
                    if (fields[i].IsEmbedded) deeper.Add(current.Items[i]);
                }
            }

            level = deeper;
        }

        return null;
    }
}
