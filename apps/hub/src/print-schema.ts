/** Prints the GraphQL schema from the code: what `npm run gen` writes to `schema.graphql`. Needs no database. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { resolvers } from './graphql/graphql.module.ts';

export async function schemaText(): Promise<string> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await app.get(GraphQLSchemaFactory).create(resolvers);
  await app.close();
  return `# Generated from the code by \`npm run gen\`. Do not edit.\n\n${printSchema(lexicographicSortSchema(schema))}\n`;
}
